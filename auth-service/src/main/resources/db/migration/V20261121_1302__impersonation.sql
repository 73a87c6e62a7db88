-- An operator acts in a person's name. It is a session of the person's without a refresh token, so that they see it
-- in their list and can end it.
create table impersonation (
    session_id  uuid primary key references session (id) on delete cascade,
    account_id  uuid        not null references account (id),
    operator_id uuid        not null references account (id),
    may_write   boolean     not null,
    started_at  timestamptz not null default app_now(),
    constraint impersonation_of_another check (account_id <> operator_id)
);

create index impersonation_by_operator on impersonation (operator_id, account_id);

grant select, insert, delete on impersonation to "${app_role}";
