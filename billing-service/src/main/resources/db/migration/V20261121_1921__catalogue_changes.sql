-- Operators change the catalogue by an order, which is answered for. The order itself may still not touch version or history.
grant update (rank, display_name, description, characters_per_day, feeds, voice_engines, jobs_per_month, kept_audio_mb,
              api_calls_per_day, api_keys, seats, trial_days, features, rate_limits, active) on plan to "${app_role}";
grant insert (name, rank, display_name, description, characters_per_day, feeds, voice_engines, jobs_per_month, kept_audio_mb,
              api_calls_per_day, api_keys, seats, trial_days, features, rate_limits, active) on plan to "${app_role}";

-- Everybody falls back to the free plan.
alter table plan add constraint plan_free_is_offered check (name <> 'free' or active);

-- A price has a version per place in the catalogue (store, plan, currency, period), whichever row fills that place.
alter table price add column version bigint not null default 1;

create table price_history (
    price_id    uuid        not null references price (id),
    version     bigint      not null,
    store       text        not null,
    plan        text        not null,
    currency    text        not null,
    period      text        not null,
    content     jsonb       not null,
    recorded_at timestamptz not null default app_now(),
    constraint price_history_once primary key (store, plan, currency, period, version)
);

create function price_next_version() returns trigger
    language plpgsql as
$$
begin
    if tg_op = 'INSERT' or (to_jsonb(new) - 'version' - 'changed_at')
        is distinct from (to_jsonb(old) - 'version' - 'changed_at') then
        new.version := 1 + coalesce((select max(version) from price
            where store = new.store and plan = new.plan and currency = new.currency and period = new.period), 0);
        new.changed_at := app_now();
    else
        new.version := old.version;
        new.changed_at := old.changed_at;
    end if;
    return new;
end
$$;

create trigger price_versioned before insert or update on price for each row execute function price_next_version();

create function price_record() returns trigger
    language plpgsql as
$$
begin
    insert into price_history (price_id, version, store, plan, currency, period, content)
    values (new.id, new.version, new.store, new.plan, new.currency, new.period, to_jsonb(new))
    on conflict do nothing;
    return null;
end
$$;

create trigger price_recorded after insert or update on price for each row execute function price_record();

-- Where a price was replaced before versions were kept, the rows are numbered in the order in which they came.
alter table price disable trigger price_versioned;
update price set version = numbered.version
from (select id, row_number() over (partition by store, plan, currency, period order by active, changed_at, id) as version
      from price) numbered
where numbered.id = price.id;
alter table price enable trigger price_versioned;

insert into price_history (price_id, version, store, plan, currency, period, content)
select id, version, store, plan, currency, period, to_jsonb(price) from price
on conflict do nothing;

-- What operators ordered, and why: written before the act, in its transaction, and never changed.
create table audit_entry (
    id             uuid primary key,
    actor          text        not null,
    action         text        not null,
    subject_id     uuid,
    object         text,
    object_version bigint,
    reason         text        not null,
    request_id     text        not null,
    recorded_at    timestamptz not null default app_now(),
    constraint audit_entry_actor check (actor in ('operator', 'system') or actor ~ '^account:[0-9a-f-]{36}$'),
    constraint audit_entry_action check (action ~ '^[a-z]+(_[a-z]+)*$'),
    constraint audit_entry_reason_length check (char_length(reason) between 1 and 500),
    constraint audit_entry_version_has_object check (object_version is null or object is not null)
);

create index audit_entry_by_object on audit_entry (object, object_version) where object is not null;
create index audit_entry_by_subject on audit_entry (subject_id, recorded_at) where subject_id is not null;

grant select, insert on price_history, audit_entry to "${app_role}";

-- A year for the price of ten months. Not offered before a store has an id for it.
insert into price (store, plan, currency, period, amount_minor)
values ('stripe', 'pro', 'USD', 'year', 19990),
       ('stripe', 'enterprise', 'USD', 'year', 99990);
