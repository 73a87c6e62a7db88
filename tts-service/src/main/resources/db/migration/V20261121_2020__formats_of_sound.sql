-- Sound in three formats. How long a piece is heard is counted in samples; rows of the time when all sound was MP3 at 576
-- samples a frame have no count, and need none.
alter table audio
    drop constraint audio_format,
    add constraint audio_format check (format in ('mp3', 'ogg_opus', 'pcm'));

alter table stored_segment
    add column samples  bigint,
    add column pre_skip integer not null default 0,
    add column end_trim integer not null default 0,
    add constraint stored_segment_is_heard check (
        pre_skip >= 0 and end_trim >= 0 and (samples is null or samples > pre_skip + end_trim));
