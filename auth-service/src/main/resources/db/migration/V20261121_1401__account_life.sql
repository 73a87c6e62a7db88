-- What a person asked to be done with everything the house keeps of them. No reference to the account: an erasure
-- outlives it.
create table privacy_task (
    id           uuid primary key,
    account_id   uuid        not null,
    kind         text        not null,
    state        text        not null default 'running',
    requested_at timestamptz not null default app_now(),
    due_at       timestamptz,
    due_told     boolean     not null default false,
    told_at      timestamptz not null default app_now(),
    completed_at timestamptz,
    expires_at   timestamptz,
    file         bytea,
    constraint privacy_task_kind check (kind in ('erasure', 'export')),
    constraint privacy_task_state check (state in ('running', 'closed', 'complete')),
    constraint privacy_task_erasure_is_due check ((kind = 'erasure') = (due_at is not null)),
    constraint privacy_task_export_expires check ((kind = 'export') = (expires_at is not null)),
    constraint privacy_task_completed check ((state = 'complete') = (completed_at is not null))
);

create unique index privacy_task_one_erasure on privacy_task (account_id) where kind = 'erasure';
create unique index privacy_task_one_export_at_a_time on privacy_task (account_id)
    where kind = 'export' and state = 'running';
create index privacy_task_by_account on privacy_task (account_id);
create index privacy_task_open on privacy_task (told_at) where state <> 'complete';
create index privacy_task_due on privacy_task (due_at) where not due_told;
create index privacy_task_by_end on privacy_task (expires_at) where kind = 'export';

-- Each service's part of it. A task is complete when every part is done.
create table privacy_part (
    task_id   uuid not null references privacy_task (id) on delete cascade,
    service   text not null,
    closed_at timestamptz,
    done_at   timestamptz,
    content   bytea,
    constraint privacy_part_once primary key (task_id, service)
);

-- Where the last mails of a deleted account go, sealed, for as long as they may take.
create table farewell (
    account_id uuid primary key references account (id),
    sealed     bytea       not null,
    until      timestamptz not null
);

create index farewell_by_end on farewell (until);

-- Keyed hashes of what a free trial is known by, so that each is told once.
create table trial_claim (
    account_id uuid not null references account (id),
    claim      text not null,
    constraint trial_claim_once primary key (account_id, claim)
);

-- Removes everything that refers to an account, whichever feature keeps it: a table that is forgotten here cannot be,
-- because its reference is what it is found by.
create function forget_account(gone uuid) returns void
    language plpgsql
    security definer
    set search_path from current
as
$$
declare
    child record;
begin
    for child in
        select c.conrelid::regclass as name, a.attname as reference
        from pg_constraint c
            join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        where c.contype = 'f' and c.confrelid = 'account'::regclass and c.conparentid = 0
    loop
        execute format('delete from %s where %I = $1', child.name, child.reference) using gone;
    end loop;
end
$$;

-- The role of the service may not delete accounts; of those that a person has deleted it may have the rest erased.
create function erase_account(gone uuid) returns void
    language plpgsql
    security definer
    set search_path from current
as
$$
begin
    if exists (select from account where id = gone and status <> 'deleted') then
        raise exception 'This account is not deleted';
    end if;
    perform forget_account(gone);
    delete from account where id = gone;
end
$$;

revoke execute on function forget_account(uuid), erase_account(uuid) from public;
grant execute on function forget_account(uuid), erase_account(uuid) to "${app_role}";
grant select, insert, update, delete on privacy_task, privacy_part, farewell, trial_claim to "${app_role}";
