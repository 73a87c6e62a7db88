-- The plan catalogue is data: what a plan allows stands here and in no code. Null means unlimited.
create table plan (
    name              text primary key,
    version           bigint      not null default 1,
    published_version bigint      not null default 0,
    rank              integer     not null,
    display_name      text        not null,
    description       text        not null,
    characters_per_day bigint,
    feeds             integer,
    voice_engines     text[]      not null,
    jobs_per_month    integer,
    kept_audio_mb     integer,
    api_calls_per_day bigint,
    api_keys          boolean     not null,
    seats             integer,
    trial_days        integer,
    features          text[]      not null,
    rate_limits       jsonb       not null,
    active            boolean     not null default true,
    changed_at        timestamptz not null default app_now(),
    constraint plan_rank_unique unique (rank),
    constraint plan_name_form check (name ~ '^[a-z][a-z0-9_]{0,30}$'),
    constraint plan_limits_not_negative check (
        coalesce(characters_per_day, 0) >= 0 and coalesce(feeds, 0) >= 0 and coalesce(jobs_per_month, 0) >= 0
        and coalesce(kept_audio_mb, 0) >= 0 and coalesce(api_calls_per_day, 0) >= 0 and coalesce(seats, 1) >= 1
        and coalesce(trial_days, 1) >= 1),
    constraint plan_engines_known check (voice_engines <@ array['standard', 'neural', 'generative']),
    constraint plan_published_version check (published_version between 0 and version)
);

create table plan_history (
    plan        text        not null references plan (name),
    version     bigint      not null,
    content     jsonb       not null,
    recorded_at timestamptz not null default app_now(),
    constraint plan_history_once primary key (plan, version)
);

-- A change of content is a new version, whoever makes it and however.
create function plan_next_version() returns trigger
    language plpgsql as
$$
begin
    if (to_jsonb(new) - 'version' - 'published_version' - 'changed_at')
        is distinct from (to_jsonb(old) - 'version' - 'published_version' - 'changed_at') then
        new.version := old.version + 1;
        new.changed_at := app_now();
    end if;
    return new;
end
$$;

create trigger plan_versioned before update on plan for each row execute function plan_next_version();

create function plan_record() returns trigger
    language plpgsql as
$$
begin
    insert into plan_history (plan, version, content)
    values (new.name, new.version, to_jsonb(new) - 'published_version')
    on conflict do nothing;
    return null;
end
$$;

create trigger plan_recorded after insert or update on plan for each row execute function plan_record();

-- Prices by store. A price that is replaced stays, because purchases made at it go on.
create table price (
    id             uuid primary key default uuidv7(),
    store          text        not null,
    plan           text        not null references plan (name),
    currency       text        not null,
    period         text        not null,
    amount_minor   integer     not null,
    store_price_id text,
    active         boolean     not null default true,
    changed_at     timestamptz not null default app_now(),
    constraint price_store check (store in ('signup', 'stripe', 'apple')),
    constraint price_currency check (currency ~ '^[A-Z]{3}$'),
    constraint price_period check (period in ('month', 'year')),
    constraint price_amount_not_negative check (amount_minor >= 0),
    constraint price_store_price_unique unique (store, store_price_id)
);

create unique index price_one_active on price (store, plan, currency, period) where active;

insert into plan (name, rank, display_name, description, characters_per_day, feeds, voice_engines, jobs_per_month,
                  kept_audio_mb, api_calls_per_day, api_keys, seats, trial_days, features, rate_limits)
values ('free', 0, 'Free', 'Try FeedTape for seven days.', 20000, 3, '{standard}', 10, 100, 5000, false, 1, 7, '{}',
        '{"api": {"requests": 60, "window_seconds": 60}, "jobs": {"requests": 10, "window_seconds": 3600},
          "login": {"requests": 10, "window_seconds": 3600}, "register": {"requests": 5, "window_seconds": 3600},
          "password_reset": {"requests": 5, "window_seconds": 3600},
          "two_factor": {"requests": 5, "window_seconds": 900},
          "refresh": {"requests": 30, "window_seconds": 300}, "speech": {"requests": 30, "window_seconds": 60}}'),
       ('pro', 1, 'Pro', 'Neural voices and ten times as much to hear, every day.', 200000, null, '{standard,neural}', 500, 10000,
        100000, true, 5, null, '{api_access,priority_support,custom_voices,advanced_analytics}',
        '{"api": {"requests": 300, "window_seconds": 60}, "jobs": {"requests": 50, "window_seconds": 3600},
          "login": {"requests": 50, "window_seconds": 3600}, "register": {"requests": 25, "window_seconds": 3600},
          "password_reset": {"requests": 5, "window_seconds": 3600},
          "two_factor": {"requests": 5, "window_seconds": 900},
          "refresh": {"requests": 30, "window_seconds": 300}, "speech": {"requests": 120, "window_seconds": 60}}'),
       ('enterprise', 2, 'Enterprise', 'Every voice, for as many people as you are.', 2000000, null,
        '{standard,neural,generative}', null, null, null, true, null, null,
        '{api_access,priority_support,custom_voices,advanced_analytics,dedicated_support}',
        '{"api": {"requests": 600, "window_seconds": 60}, "jobs": {"requests": 100, "window_seconds": 3600},
          "login": {"requests": 100, "window_seconds": 3600}, "register": {"requests": 50, "window_seconds": 3600},
          "password_reset": {"requests": 5, "window_seconds": 3600},
          "two_factor": {"requests": 5, "window_seconds": 900},
          "refresh": {"requests": 30, "window_seconds": 300}, "speech": {"requests": 300, "window_seconds": 60}}');

insert into price (store, plan, currency, period, amount_minor)
values ('signup', 'free', 'USD', 'month', 0),
       ('stripe', 'pro', 'USD', 'month', 1999),
       ('stripe', 'enterprise', 'USD', 'month', 9999);

grant select, update (published_version) on plan to "${app_role}";
grant select, insert on plan_history to "${app_role}";
grant select, insert, update on price to "${app_role}";
