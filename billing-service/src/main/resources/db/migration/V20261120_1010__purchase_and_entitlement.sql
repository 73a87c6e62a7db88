-- Whoever pays: an account or an organization. Its row is what changes of its purchases wait for.
create table payer (
    payer_id   uuid primary key,
    created_at timestamptz not null default app_now()
);

-- What a payer has from a source. A second purchase that runs is kept and reported: its store has already charged.
create table purchase (
    id                   uuid primary key,
    payer_id             uuid        not null references payer (payer_id),
    account_id           uuid        not null,
    store                text        not null,
    original_id          text        not null,
    plan                 text        not null references plan (name),
    status               text        not null,
    started_at           timestamptz not null,
    current_period_start timestamptz,
    current_period_end   timestamptz,
    cancel_at            timestamptz,
    trial_ends_at        timestamptz,
    reason               text,
    version              bigint      not null default 1,
    read_at              timestamptz not null,
    changed_at           timestamptz not null default app_now(),
    constraint purchase_original_unique unique (store, original_id),
    constraint purchase_store check (store in ('signup', 'stripe', 'apple', 'grant', 'organization')),
    constraint purchase_status check (status in ('trialing', 'active', 'past_due', 'cancelled', 'expired')),
    constraint purchase_period check (current_period_end > current_period_start),
    constraint purchase_stripe_has_period check (store <> 'stripe' or current_period_end is not null),
    constraint purchase_cancelled_has_end check (status <> 'cancelled' or cancel_at is not null),
    constraint purchase_signup_is_a_trial check (store <> 'signup' or (trial_ends_at is not null and plan = 'free')),
    constraint purchase_grant_has_a_reason check (store <> 'grant' or reason is not null)
);

create index purchase_by_payer on purchase (payer_id);

create unique index purchase_one_signup on purchase (payer_id) where store = 'signup';

create table purchase_history (
    purchase_id uuid        not null references purchase (id),
    version     bigint      not null,
    plan        text        not null,
    status      text        not null,
    content     jsonb       not null,
    cause       text        not null,
    request_id  text        not null,
    recorded_at timestamptz not null default app_now(),
    constraint purchase_history_once primary key (purchase_id, version)
);

-- What a payer may do now: the best of its purchases, never more than one.
create table entitlement (
    payer_id           uuid primary key references payer (payer_id),
    version            bigint      not null,
    plan               text        not null references plan (name),
    plan_version       bigint      not null,
    status             text        not null,
    source             text        not null,
    source_purchase_id uuid        not null references purchase (id),
    trial_ends_at      timestamptz,
    valid_until        timestamptz,
    characters_per_day bigint,
    feeds              integer,
    changed_at         timestamptz not null default app_now(),
    constraint entitlement_version_positive check (version >= 1),
    constraint entitlement_status check (status in ('trialing', 'active', 'past_due', 'cancelled', 'expired'))
);

create index entitlement_by_end on entitlement (valid_until) where valid_until is not null;

grant select, insert, update on payer, purchase, entitlement to "${app_role}";
grant select, insert on purchase_history to "${app_role}";
