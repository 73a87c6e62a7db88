-- One time for every instance of a service: the database's, plus an offset that is zero in production.
create table clock_offset (
    only_row  boolean primary key default true,
    offset_ms bigint  not null default 0,
    revision  bigint  not null default 0,
    constraint clock_offset_single check (only_row),
    constraint clock_offset_forward check (offset_ms >= 0)
);

insert into clock_offset default values;

-- The body is bound to this schema's table when it is created, whatever the caller's search path is.
create function app_now() returns timestamptz
    language sql
    stable
    return now() + (select offset_ms from clock_offset) * interval '1 millisecond';

grant select, update on clock_offset to "${app_role}";
grant execute on function app_now() to "${app_role}";
