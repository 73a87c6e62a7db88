-- What other rooms say, as operators look at it. Every row is the newest full state of one entity and carries the version
-- it came with; nothing here is known that the topics could not tell again, and nothing depends on when it was heard.
create table account (
    id             uuid primary key,
    version        bigint      not null,
    email          text,
    email_verified boolean     not null,
    name           text,
    status         text        not null,
    roles          text[]      not null,
    created_at     timestamptz not null,
    changed_at     timestamptz not null,
    constraint account_status check (status in ('active', 'suspended', 'deleted'))
);

create index account_by_age on account (created_at, id);
create index account_by_email on account (coalesce(email, ''), id);

create table plan (
    name               text primary key,
    version            bigint not null,
    display_name       text   not null,
    characters_per_day bigint,
    feeds              integer
);

create table entitlement (
    payer_id           uuid primary key,
    version            bigint      not null,
    plan               text        not null,
    status             text        not null,
    source             text        not null,
    trial_ends_at      timestamptz,
    valid_until        timestamptz,
    characters_per_day bigint,
    feeds              integer,
    changed_at         timestamptz not null
);

create index entitlement_by_plan on entitlement (plan);

create table follow_count (
    account_id uuid primary key,
    version    bigint  not null,
    follows    integer not null,
    over_limit integer not null,
    constraint follow_count_part check (over_limit between 0 and follows)
);

create table usage_day (
    payer_id   uuid   not null,
    day        date   not null,
    version    bigint not null,
    characters bigint not null,
    requests   bigint not null,
    constraint usage_day_once primary key (payer_id, day)
);

grant select, insert, update, delete, truncate on account, plan, entitlement, follow_count, usage_day to "${app_role}";
