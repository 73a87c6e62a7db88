-- How often an operator let an account begin anew in a scope of the rate limits. The numbers only grow: who counts
-- calls begins anew with every number that did.
create table limit_clearing (
    account_id uuid        not null references account (id),
    scope      text        not null,
    times      bigint      not null default 1,
    cleared_at timestamptz not null default app_now(),
    primary key (account_id, scope),
    constraint limit_clearing_scope check (scope ~ '^[a-z]+(_[a-z]+)*$'),
    constraint limit_clearing_times check (times > 0)
);

grant select, insert, update on limit_clearing to "${app_role}";
