-- A person's record. The address counts for one account only once it is verified: an unverified one proves nothing.
create table account (
    id              uuid primary key,
    version         bigint        not null default 1,
    email           text,
    email_canonical text,
    email_verified  boolean       not null default false,
    name            text,
    status          text          not null default 'active',
    role            text          not null default 'listener',
    voice           text          not null default 'Lucia',
    speed           numeric(3, 2) not null default 1.0,
    language        text          not null default 'auto',
    quality         text          not null default 'standard',
    created_at      timestamptz   not null default app_now(),
    changed_at      timestamptz   not null default app_now(),
    constraint account_status check (status in ('active', 'suspended', 'deleted')),
    constraint account_role check (role in ('listener', 'support', 'admin')),
    constraint account_voice check (voice ~ '^[A-Za-z]{2,32}$'),
    constraint account_speed check (speed between 0.5 and 2.0),
    constraint account_language check (language in ('auto', 'en', 'es', 'fr', 'de', 'it', 'pt')),
    constraint account_quality check (quality in ('standard', 'neural')),
    constraint account_email_whole check ((email is null) = (email_canonical is null)),
    constraint account_verified_has_email check (not email_verified or email is not null),
    constraint account_name_length check (char_length(name) <= 100),
    constraint account_email_length check (char_length(email) <= 254)
);

create unique index account_email_once on account (email_canonical)
    where email_verified and status <> 'deleted';

-- One way to prove who one is: a provider's word for a person. The provider's id counts, never its e-mail address.
create table identity (
    id             uuid primary key,
    account_id     uuid        not null references account (id),
    provider       text        not null,
    subject        text        not null,
    email          text,
    email_verified boolean     not null,
    linked_at      timestamptz not null default app_now(),
    last_used_at   timestamptz not null default app_now(),
    constraint identity_once unique (provider, subject),
    constraint identity_subject_length check (char_length(subject) between 1 and 255)
);

create index identity_by_account on identity (account_id);

-- A trip to a provider that has begun. The row is deleted by the one callback that may use it.
create table sign_in_attempt (
    state_hash     bytea primary key,
    provider       text        not null,
    mode           text        not null,
    binding_hash   bytea,
    verifier       bytea       not null,
    code_challenge text,
    expires_at     timestamptz not null,
    constraint sign_in_attempt_mode check (mode in ('web', 'mobile')),
    constraint sign_in_attempt_bound_on_the_web check ((mode = 'web') = (binding_hash is not null)),
    constraint sign_in_attempt_challenge_on_mobile check (code_challenge is null or mode = 'mobile')
);

create index sign_in_attempt_by_end on sign_in_attempt (expires_at);

-- The one-time code of the mobile flow with a challenge; the session begins when it is exchanged.
create table sign_in_code (
    code_hash      bytea primary key,
    account_id     uuid        not null references account (id),
    proven_by      text        not null,
    code_challenge text        not null,
    device_ip      text        not null,
    user_agent     text        not null,
    expires_at     timestamptz not null
);

create index sign_in_code_by_end on sign_in_code (expires_at);

-- A signed-in device. It owns one family of refresh tokens: `generation` is the newest, all are derived from `secret`.
create table session (
    id                     uuid primary key,
    account_id             uuid        not null references account (id),
    proven_by              text        not null,
    device_ip              text        not null,
    user_agent             text        not null,
    started_at             timestamptz not null default app_now(),
    last_seen_at           timestamptz not null default app_now(),
    expires_at             timestamptz not null,
    secret                 bytea       not null,
    generation             bigint      not null default 0,
    rotated_at             timestamptz not null default app_now(),
    access_seen_generation bigint      not null default -1,
    ended_at               timestamptz,
    end_reason             text,
    constraint session_generation check (generation >= 0 and access_seen_generation <= generation),
    constraint session_end_reason check (
        end_reason in ('logout', 'logout_all', 'reuse', 'suspended', 'revoked', 'expired')),
    constraint session_end_whole check ((ended_at is null) = (end_reason is null)),
    constraint session_lifetime check (expires_at <= started_at + interval '90 days')
);

create index session_living_by_account on session (account_id, started_at) where ended_at is null;
create index session_by_end on session (coalesce(ended_at, expires_at));

-- Hashes of the tokens a session has had: the newest, its parent, and the older ones that betray a copy.
create table refresh_token (
    token_hash bytea primary key,
    session_id uuid        not null references session (id) on delete cascade,
    generation bigint      not null,
    expires_at timestamptz not null,
    constraint refresh_token_generation_once unique (session_id, generation),
    constraint refresh_token_hashed check (octet_length(token_hash) = 32)
);

create index refresh_token_by_end on refresh_token (expires_at);

-- Keys that sign tokens. At most one signs and one waits its turn, whichever instance made them.
create table signing_key (
    kid        text primary key,
    state      text        not null,
    public_key text        not null,
    sealed     bytea       not null,
    created_at timestamptz not null default app_now(),
    active_at  timestamptz,
    retired_at timestamptz,
    constraint signing_key_state check (state in ('next', 'active', 'retired')),
    constraint signing_key_active_since check ((state = 'next') = (active_at is null)),
    constraint signing_key_retired_since check ((state = 'retired') = (retired_at is not null))
);

create unique index signing_key_one_active on signing_key (state) where state = 'active';
create unique index signing_key_one_next on signing_key (state) where state = 'next';

-- Mail to send. Sending is tried from a job until it is sent, given up or has nobody to go to.
create table mail (
    id           uuid primary key,
    account_id   uuid        not null references account (id),
    template     text        not null,
    parameters   text        not null,
    dedupe_key   text        not null,
    state        text        not null default 'waiting',
    attempts     integer     not null default 0,
    next_try_at  timestamptz not null default app_now(),
    created_at   timestamptz not null default app_now(),
    settled_at   timestamptz,
    constraint mail_once unique (account_id, dedupe_key),
    constraint mail_state check (state in ('waiting', 'sent', 'given_up', 'without_address')),
    constraint mail_settled check ((state = 'waiting') = (settled_at is null))
);

create index mail_waiting on mail (next_try_at) where state = 'waiting';
create index mail_settled_at on mail (settled_at) where state <> 'waiting';

grant select, insert, update on account to "${app_role}";
grant select, insert, update, delete on identity, sign_in_attempt, sign_in_code, session, refresh_token, signing_key, mail
    to "${app_role}";
