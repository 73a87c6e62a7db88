-- Limits an operator has set for one payer in place of the plan's; the newest entry of a limit counts until its end.
create table limit_override (
    id          bigint generated always as identity primary key,
    payer_id    uuid        not null references payer (payer_id) on delete cascade,
    limit_name  text        not null,
    amount      bigint,
    ends_at     timestamptz,
    reason      text        not null,
    actor       text        not null,
    request_id  text        not null,
    recorded_at timestamptz not null default app_now(),
    constraint limit_override_name check (limit_name in (
        'characters_per_day', 'feeds', 'jobs_per_month', 'kept_audio_mb', 'api_calls_per_day', 'seats')),
    constraint limit_override_not_negative check (amount >= 0),
    constraint limit_override_no_end_of_nothing check (amount is not null or ends_at is null)
);

create index limit_override_newest on limit_override (payer_id, limit_name, id desc);

alter table entitlement
    add column jobs_per_month integer,
    add column kept_audio_mb integer,
    add column api_calls_per_day bigint,
    add column seats integer;

-- API calls of a payer's UTC day: those that were leased to gateways, which spend them.
create table api_call_day (
    payer_id uuid   not null references payer (payer_id) on delete cascade,
    day      date   not null,
    calls    bigint not null,
    constraint api_call_day_once primary key (payer_id, day),
    constraint api_call_day_not_negative check (calls >= 0)
);

grant select, insert on limit_override to "${app_role}";
grant select, insert, update on api_call_day to "${app_role}";
