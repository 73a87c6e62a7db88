-- What was spoken, by whom, for whom and with which engine: folded from usage facts, late ones included.
create table rated_day (
    payer_id   uuid   not null,
    account_id uuid   not null,
    day        date   not null,
    engine     text   not null,
    characters bigint not null,
    bookings   bigint not null,
    constraint rated_day_once primary key (payer_id, account_id, day, engine),
    constraint rated_day_positive check (characters > 0 and bookings > 0)
);

create index rated_day_by_day on rated_day (day);
create index rated_day_by_account on rated_day (account_id) where account_id <> payer_id;

create table rated_month (
    payer_id   uuid   not null,
    account_id uuid   not null,
    month      date   not null,
    engine     text   not null,
    characters bigint not null,
    bookings   bigint not null,
    constraint rated_month_once primary key (payer_id, account_id, month, engine),
    constraint rated_month_begins check (extract(day from month) = 1),
    constraint rated_month_positive check (characters > 0 and bookings > 0)
);

create index rated_month_by_account on rated_month (account_id) where account_id <> payer_id;

-- What the speech provider asks for a million characters. The newest entry of the newest day that has come counts.
create table provider_cost (
    id                bigint generated always as identity primary key,
    engine            text        not null,
    valid_from        date        not null,
    currency          text        not null default 'USD',
    minor_per_million integer     not null,
    recorded_at       timestamptz not null default app_now(),
    constraint provider_cost_engine check (engine ~ '^[a-z][a-z0-9-]{0,30}$'),
    constraint provider_cost_currency check (currency = 'USD'),
    constraint provider_cost_not_negative check (minor_per_million >= 0)
);

create index provider_cost_newest on provider_cost (engine, valid_from desc, id desc);

insert into provider_cost (engine, valid_from, minor_per_million)
values ('standard', '2020-01-01', 400),
       ('neural', '2020-01-01', 1600),
       ('generative', '2020-01-01', 3000);

-- Money that a store says it has taken. An entry is told once, whoever tells it.
create table revenue_entry (
    store        text        not null,
    external_id  text        not null,
    payer_id     uuid        not null,
    paid_on      date        not null,
    currency     text        not null,
    amount_minor bigint      not null,
    recorded_at  timestamptz not null default app_now(),
    constraint revenue_entry_once primary key (store, external_id),
    constraint revenue_entry_currency check (currency ~ '^[A-Z]{3}$')
);

create index revenue_entry_by_day on revenue_entry (paid_on);
create index revenue_entry_by_payer on revenue_entry (payer_id);

grant select, insert, update, delete on rated_day, rated_month to "${app_role}";
grant select, insert on provider_cost to "${app_role}";
grant select, insert, update on revenue_entry to "${app_role}";
