-- Facts that are true and not yet on the broker. A row is deleted once the broker has it, so that what is left is
-- what is to do, in whatever order transactions ended.
create table outbox_event (
    id          bigint generated always as identity primary key,
    ce_id       uuid        not null,
    topic       text        not null,
    event_key   text        not null,
    ce_type     text        not null,
    ce_time     timestamptz not null,
    payload     text        not null,
    traceparent text        not null,
    request_id  text        not null,
    recorded_at timestamptz not null default app_now(),
    constraint outbox_event_ce_id_unique unique (ce_id)
);

alter table outbox_event set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- Which instance publishes. Taken by compare-and-set, never held as a lock.
create table relay_lease (
    name       text primary key,
    holder     uuid        not null,
    expires_at timestamptz not null
);

insert into relay_lease (name, holder, expires_at)
values ('outbox', '00000000-0000-0000-0000-000000000000', app_now());

-- Facts whose effect is in this schema, by consumer.
create table inbox (
    consumer    text        not null,
    ce_id       uuid        not null,
    received_at timestamptz not null default app_now(),
    constraint inbox_once primary key (consumer, ce_id)
);

create index inbox_by_age on inbox (received_at);

grant select, insert, delete on outbox_event to "${app_role}";
grant select, update on relay_lease to "${app_role}";
grant select, insert, delete on inbox to "${app_role}";
