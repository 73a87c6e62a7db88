-- Who did what to whom. Rows are added with the act itself and never changed: the service's own role cannot.
create table audit_entry (
    id          uuid primary key,
    actor       text        not null,
    action      text        not null,
    subject_id  uuid,
    reason      text,
    request_id  text        not null,
    recorded_at timestamptz not null default app_now(),
    constraint audit_entry_actor check (actor in ('operator', 'system') or actor ~ '^account:[0-9a-f-]{36}$'),
    constraint audit_entry_action check (action ~ '^[a-z]+(_[a-z]+)*$'),
    constraint audit_entry_reason_length check (char_length(reason) between 1 and 500)
);

create index audit_entry_by_subject on audit_entry (subject_id, recorded_at);

grant select, insert on audit_entry to "${app_role}";
