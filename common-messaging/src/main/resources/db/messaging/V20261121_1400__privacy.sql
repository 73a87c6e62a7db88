-- Accounts that are deleted. A row is what late facts are held against, so that nothing of the account comes back; it
-- stays for good and says nothing but that there was such an id.
create table closed_account (
    account_id uuid primary key,
    closed_at  timestamptz not null default app_now(),
    erased_at  timestamptz
);

-- Exports this service still has to hand its part in for.
create table export_order (
    task_id     uuid primary key,
    account_id  uuid        not null,
    until       timestamptz not null,
    attempts    integer     not null default 0,
    next_try_at timestamptz not null default app_now()
);

grant select, insert, update on closed_account to "${app_role}";
grant select, insert, update, delete on export_order to "${app_role}";
