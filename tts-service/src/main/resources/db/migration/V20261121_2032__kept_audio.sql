-- How much sound a listening is and until when it may be heard, known when it is whole; and when it was let go because its
-- account did so, or because newer ones took its room. What is let go is paid as before and costs nothing to hear again.
alter table audio
    add column bytes      bigint,
    add column kept_until timestamptz,
    add column let_go_at  timestamptz,
    add constraint audio_bytes_not_negative check (bytes >= 0);

update audio set bytes = whole.bytes, kept_until = whole.kept_until
from (
    select piece.audio_id, sum(sound.bytes) as bytes, min(coalesce(piece.heard_until, sound.heard_until)) as kept_until
    from audio_segment piece join stored_segment sound using (storage_key)
    group by piece.audio_id) whole
where audio.id = whole.audio_id and audio.state = 'complete';

create index audio_kept on audio (payer_id, created_at) where state = 'complete' and let_go_at is null;
create index audio_unmeasured on audio (id) where state = 'complete' and bytes is null;

-- Pieces that may not be heard any more go while others still hear the same sound.
create index audio_segment_by_end on audio_segment (heard_until);
