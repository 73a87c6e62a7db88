-- Tokens go by the week they run out in: forgetting a week is one drop instead of millions of deletes
-- (docs/decisions/0017). A generation is made once because its session's row is turned once; the week in the keys is
-- what partitions ask for.
alter table refresh_token rename to refresh_token_before;
alter index refresh_token_pkey rename to refresh_token_before_pkey;
alter index refresh_token_generation_once rename to refresh_token_before_generation_once;
alter index refresh_token_by_end rename to refresh_token_before_by_end;

create table refresh_token (
    token_hash bytea       not null,
    session_id uuid        not null references session (id) on delete cascade,
    generation bigint      not null,
    expires_at timestamptz not null,
    primary key (token_hash, expires_at),
    constraint refresh_token_generation_once unique (session_id, generation, expires_at),
    constraint refresh_token_hashed check (octet_length(token_hash) = 32)
) partition by range (expires_at);

-- For tokens whose week has not been made yet, so that no sign-in ever waits for the job that makes them.
create table refresh_token_rest partition of refresh_token default;
create index refresh_token_rest_by_end on refresh_token_rest (expires_at);

-- Makes the weeks that tokens of today can run out in and drops those that are over for a day. The service's own role
-- may change no structure, so this runs as the owner. It waits for nobody: who is busy keeps it from its work, and not
-- the other way round; the next minute tries again. Says how many weeks it made or dropped, -1 when it was kept.
create function keep_refresh_token_weeks() returns integer
    language plpgsql
    security definer
    set search_path from current
    set lock_timeout = '400ms'
as
$$
declare
    this_week date    := date_trunc('week', app_now() at time zone 'UTC');
    changed   integer := 0;
    week      date;
    name      text;
    since     timestamptz;
    until     timestamptz;
begin
    if not pg_try_advisory_xact_lock(hashtext('refresh token weeks')) then
        return 0;
    end if;
    for ahead in 0..5 loop
        week := this_week + 7 * ahead;
        name := 'refresh_token_' || to_char(week, 'YYYYMMDD');
        if to_regclass(name) is null then
            since := week::timestamp at time zone 'UTC';
            until := (week + 7)::timestamp at time zone 'UTC';
            execute format('create table %I (like refresh_token including constraints)', name);
            execute format(
                'with moved as (delete from refresh_token_rest where expires_at >= %L and expires_at < %L returning *)'
                ' insert into %I select * from moved', since, until, name);
            execute format(
                'alter table refresh_token attach partition %I for values from (%L) to (%L)', name, since, until);
            changed := changed + 1;
        end if;
    end loop;
    for name in
        select part.relname from pg_inherits link join pg_class part on part.oid = link.inhrelid
        where link.inhparent = 'refresh_token'::regclass and part.relname ~ '^refresh_token_[0-9]{8}$'
            and to_date(right(part.relname, 8), 'YYYYMMDD') + 8 <= app_now() at time zone 'UTC'
    loop
        execute format('drop table %I', name);
        changed := changed + 1;
    end loop;
    return changed;
exception
    when lock_not_available then
        return -1;
end
$$;

revoke all on function keep_refresh_token_weeks() from public;
grant execute on function keep_refresh_token_weeks() to "${app_role}";
grant select, insert, update, delete on refresh_token, refresh_token_rest to "${app_role}";

do $$ begin perform keep_refresh_token_weeks(); end $$;

insert into refresh_token (token_hash, session_id, generation, expires_at)
select token_hash, session_id, generation, expires_at from refresh_token_before;

drop table refresh_token_before;
