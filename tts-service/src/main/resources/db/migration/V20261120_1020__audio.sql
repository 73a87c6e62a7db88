-- One listening: what an account asked to hear, in which voice, made of which segments.
create table audio (
    id              uuid primary key,
    account_id      uuid        not null,
    payer_id        uuid        not null,
    language        text        not null,
    voice           text        not null,
    engine          text        not null,
    speed_percent   integer     not null,
    format          text        not null,
    characters      integer     not null,
    segments        integer     not null,
    state           text        not null default 'open',
    etag            text        not null,
    created_at      timestamptz not null default app_now(),
    finished_at     timestamptz,
    constraint audio_format check (format in ('mp3')),
    constraint audio_state check (state in ('open', 'complete', 'incomplete')),
    constraint audio_finished check ((state = 'open') = (finished_at is null)),
    constraint audio_speed check (speed_percent between 50 and 200)
);

create index audio_by_account on audio (account_id, created_at);

-- Sound in the storage, one row per object.
create table stored_segment (
    storage_key text primary key,
    bytes       integer     not null,
    frames      integer     not null,
    sample_rate integer     not null,
    stored_at   timestamptz not null default app_now(),
    constraint stored_segment_has_sound check (bytes > 0 and frames > 0)
);

create table audio_segment (
    audio_id    uuid    not null references audio (id),
    position    integer not null,
    storage_key text    not null references stored_segment (storage_key),
    primary key (audio_id, position)
);

create index audio_segment_by_key on audio_segment (storage_key);

grant select, insert, update on audio to "${app_role}";
grant select, insert, update, delete on stored_segment to "${app_role}";
grant select, insert, update, delete on audio_segment to "${app_role}";
