-- One Stripe customer per payer. The key is chosen before Stripe is asked, so that all who ask at once, and all who ask
-- again, get the same customer.
create table stripe_customer (
    payer_id        uuid primary key references payer (payer_id),
    idempotency_key uuid        not null default uuidv7(),
    customer_id     text,
    created_at      timestamptz not null default app_now(),
    constraint stripe_customer_id_unique unique (customer_id),
    constraint stripe_customer_key_unique unique (idempotency_key)
);

-- A checkout that is open: asked for again within minutes, it is the same page.
create table checkout (
    id          uuid primary key,
    payer_id    uuid        not null references payer (payer_id),
    account_id  uuid        not null,
    plan        text        not null references plan (name),
    price_id    text        not null,
    success_url text        not null,
    cancel_url  text        not null,
    state       text        not null default 'open',
    session_id  text,
    url         text,
    created_at  timestamptz not null default app_now(),
    constraint checkout_state check (state in ('open', 'closed')),
    constraint checkout_session_unique unique (session_id),
    constraint checkout_answered check ((session_id is null) = (url is null))
);

create index checkout_open on checkout (payer_id) where state = 'open';

-- Every notification of every store, kept as it came before anything is done about it.
create table webhook_delivery (
    id              uuid primary key,
    provider        text        not null,
    event_id        text        not null,
    event_type      text        not null,
    body            bytea       not null,
    request_id      text        not null,
    state           text        not null default 'received',
    reason          text,
    attempts        integer     not null default 0,
    received_at     timestamptz not null default app_now(),
    next_attempt_at timestamptz not null default app_now(),
    settled_at      timestamptz,
    constraint webhook_delivery_event_unique unique (provider, event_id),
    constraint webhook_delivery_provider check (provider in ('stripe', 'apple')),
    constraint webhook_delivery_state check (state in ('received', 'applied', 'ignored', 'parked')),
    constraint webhook_delivery_reason check (state in ('received', 'applied') or reason is not null),
    constraint webhook_delivery_settled check ((settled_at is not null) = (state in ('applied', 'ignored')))
);

create index webhook_delivery_due on webhook_delivery (next_attempt_at) where state in ('received', 'parked');

-- Billing's own fold of what tts-service says of each day.
create table usage_day (
    payer_id   uuid   not null,
    day        date   not null,
    version    bigint not null,
    characters bigint not null,
    requests   bigint not null,
    constraint usage_day_once primary key (payer_id, day),
    constraint usage_day_not_negative check (characters >= 0 and requests >= 0)
);

grant select, insert, update on stripe_customer, checkout, webhook_delivery, usage_day to "${app_role}";
