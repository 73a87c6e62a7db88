-- Where customers are told of what happens. A secret is sealed; a former one signs beside it until it ends.
create table endpoint (
    id              uuid primary key,
    payer_id        uuid        not null,
    account_id      uuid        not null,
    url             text        not null,
    description     text        not null,
    event_types     text[]      not null,
    enabled         boolean     not null,
    disabled_reason text,
    secret          bytea       not null,
    former_secret   bytea,
    former_until    timestamptz,
    failing_since   timestamptz,
    served_at       timestamptz not null default app_now(),
    created_at      timestamptz not null default app_now(),
    constraint endpoint_wants_something check (cardinality(event_types) >= 1),
    constraint endpoint_disabled_for_a_reason check (enabled = (disabled_reason is null)),
    constraint endpoint_reason check (disabled_reason in ('owner', 'gone', 'failing')),
    constraint endpoint_former_ends check ((former_secret is null) = (former_until is null))
);

create index endpoint_by_owner on endpoint (payer_id, account_id);
create index endpoint_by_account on endpoint (account_id);

-- What happened, as it is signed and sent: the same words at every attempt. Only what somebody wants to hear is here.
create table endpoint_event (
    id          uuid primary key,
    payer_id    uuid        not null,
    account_id  uuid,
    type        text        not null,
    cause       text        not null,
    body        text        not null,
    recorded_at timestamptz not null default app_now(),
    constraint endpoint_event_once unique (payer_id, type, cause)
);

create index endpoint_event_by_age on endpoint_event (recorded_at);
create index endpoint_event_by_account on endpoint_event (account_id) where account_id is not null;

-- One event for one endpoint, once. A claim sets the lease and the time at which it runs out.
create table endpoint_delivery (
    id              uuid primary key,
    endpoint_id     uuid        not null references endpoint (id) on delete cascade,
    event_id        uuid        not null references endpoint_event (id) on delete cascade,
    state           text        not null,
    attempts        integer     not null default 0,
    tries           integer     not null default 0,
    begun_at        timestamptz,
    next_attempt_at timestamptz not null default app_now(),
    lease           uuid,
    recorded_at     timestamptz not null default app_now(),
    settled_at      timestamptz,
    constraint endpoint_delivery_once unique (endpoint_id, event_id),
    constraint endpoint_delivery_state check (state in ('pending', 'delivered', 'failed', 'skipped')),
    constraint endpoint_delivery_settled check ((settled_at is null) = (state = 'pending')),
    constraint endpoint_delivery_lease check (lease is null or state = 'pending'),
    constraint endpoint_delivery_counts check (tries between 0 and attempts)
);

create index endpoint_delivery_due on endpoint_delivery (endpoint_id, next_attempt_at) where state = 'pending';
create index endpoint_delivery_under_way on endpoint_delivery (endpoint_id) where lease is not null;
create index endpoint_delivery_log on endpoint_delivery (endpoint_id, id);
create index endpoint_delivery_by_event on endpoint_delivery (event_id);

create table endpoint_attempt (
    delivery_id uuid        not null references endpoint_delivery (id) on delete cascade,
    number      integer     not null,
    attempted_at timestamptz not null,
    duration_ms integer     not null,
    status_code integer,
    problem     text,
    excerpt     text,
    constraint endpoint_attempt_once primary key (delivery_id, number),
    constraint endpoint_attempt_says_how check (status_code is not null or problem is not null),
    constraint endpoint_attempt_excerpt_short check (length(excerpt) <= 1000)
);

grant select, insert, update, delete on endpoint, endpoint_event, endpoint_delivery, endpoint_attempt to "${app_role}";
