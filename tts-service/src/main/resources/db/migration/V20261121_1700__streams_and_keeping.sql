-- Streams under way. An account has so many places, and the key decides who gets the last one, on any number of instances.
create table open_stream (
    account_id  uuid        not null,
    place       integer     not null,
    id          uuid        not null,
    lease_until timestamptz not null,
    primary key (account_id, place),
    constraint open_stream_place check (place > 0)
);

create index open_stream_by_lease on open_stream (lease_until);

-- Which production makes a listening at this moment; another one begins only when its lease has run out.
alter table audio
    add column maker       uuid,
    add column maker_until timestamptz,
    add constraint audio_maker_has_a_lease check ((maker is null) = (maker_until is null));

-- Until when sound may be heard, and where it is: an object is made once under a name of its own, so that removing an old
-- one can never meet a new one. Null is one of the time when the key was the name.
alter table stored_segment
    add column object      text,
    add column heard_until timestamptz not null default app_now() + interval '30 days';

update stored_segment set heard_until = stored_at + interval '30 days';

create index stored_segment_by_end on stored_segment (heard_until);

-- Objects of the storage that no row names, or not yet: removed when their time has come.
create table discarded_object (
    object     text primary key,
    not_before timestamptz not null
);

create index discarded_object_by_time on discarded_object (not_before);

grant select, insert, update, delete on open_stream to "${app_role}";
grant select, insert, update, delete on discarded_object to "${app_role}";
