-- What was compared with the stores. One run at a time; an instance holds it by a lease that it renews with every page.
create table reconciliation_run (
    id          uuid primary key,
    night       date,
    ordered_by  text        not null,
    state       text        not null default 'running',
    lease_until timestamptz not null default app_now(),
    started_at  timestamptz not null default app_now(),
    finished_at timestamptz,
    asked       integer     not null default 0,
    unanswered  integer     not null default 0,
    constraint reconciliation_run_once_a_night unique (night),
    constraint reconciliation_run_state check (state in ('running', 'finished', 'incomplete')),
    constraint reconciliation_run_finished check ((finished_at is null) = (state = 'running')),
    constraint reconciliation_run_counts check (asked >= 0 and unanswered between 0 and asked)
);

create unique index reconciliation_run_one_at_a_time on reconciliation_run ((true)) where state = 'running';

-- Where a store said something else than was written down here. Ids alone: whose it is says the purchase.
create table reconciliation_difference (
    run_id      uuid        not null references reconciliation_run (id),
    store       text        not null,
    original_id text        not null,
    kind        text        not null,
    was         text,
    is_now      text,
    recorded_at timestamptz not null default app_now(),
    constraint reconciliation_difference_once primary key (run_id, store, original_id),
    constraint reconciliation_difference_kind check (kind in ('repaired', 'missing', 'unclear'))
);

grant select, insert, update on reconciliation_run to "${app_role}";
grant select, insert on reconciliation_difference to "${app_role}";
