-- What a person types to sign in, as Argon2id (or, imported and not used since, bcrypt) says it.
create table password (
    account_id uuid primary key references account (id) on delete cascade,
    hash       text        not null,
    set_at     timestamptz not null default app_now(),
    constraint password_hashed check (hash like '$argon2id$%' or hash ~ '^\$2[aby]\$')
);

-- Somebody says an address is theirs. It is no account until the address has answered. One device has one registration
-- of an address: what it asks for last counts; what another device asks for does not touch it.
create table registration (
    id              uuid primary key,
    email           text        not null,
    email_canonical text        not null,
    device_hash     bytea       not null,
    password_hash   text        not null,
    name            text,
    language        text        not null,
    token_hash      bytea,
    created_at      timestamptz not null default app_now(),
    expires_at      timestamptz not null default app_now() + interval '24 hours',
    constraint registration_once unique (email_canonical, device_hash),
    constraint registration_token_once unique (token_hash),
    constraint registration_password_hashed check (password_hash like '$argon2id$%'),
    constraint registration_email_length check (char_length(email) <= 254),
    constraint registration_name_length check (char_length(name) <= 100),
    constraint registration_language check (language in ('en', 'es', 'fr', 'de', 'it', 'pt'))
);

create index registration_by_end on registration (expires_at);

-- A link in a mail that proves something, by its hash. A newer one for the same purpose takes the older one's place.
create table mail_proof (
    account_id      uuid        not null references account (id) on delete cascade,
    purpose         text        not null,
    token_hash      bytea       not null,
    email           text,
    created_at      timestamptz not null default app_now(),
    expires_at      timestamptz not null,
    constraint mail_proof_newest primary key (account_id, purpose),
    constraint mail_proof_token_once unique (token_hash),
    constraint mail_proof_hashed check (octet_length(token_hash) = 32),
    constraint mail_proof_purpose check (purpose in ('password_reset', 'email_change')),
    constraint mail_proof_of_an_address check ((purpose = 'email_change') = (email is not null))
);

create index mail_proof_by_end on mail_proof (expires_at);

-- What was asked for about an address, whoever's it is: the answer came before anybody looked whether it is known.
create table address_errand (
    id          uuid primary key,
    kind        text        not null,
    email       text        not null,
    language    text        not null,
    device_hash bytea       not null,
    asked_at    timestamptz not null default app_now(),
    constraint address_errand_kind check (kind in ('registered', 'verify_again', 'forgot', 'taken')),
    constraint address_errand_email_length check (char_length(email) <= 254)
);

-- Tries at something that can be guessed, by a keyed hash of whose and from where.
create table guess_count (
    key        bytea primary key,
    in_round   integer     not null,
    in_a_row   integer     not null,
    paused_to  timestamptz not null,
    changed_at timestamptz not null,
    constraint guess_count_hashed check (octet_length(key) = 32),
    constraint guess_count_not_negative check (in_round >= 0 and in_a_row >= 0)
);

create index guess_count_by_change on guess_count (changed_at);

grant select, insert, update, delete on password, registration, mail_proof, address_errand, guess_count
    to "${app_role}";

-- Whether an account knows a device is asked at every sign-in with a password.
create index session_by_device on session (account_id, device_ip);
