-- Texts that anybody may read, by the SHA-256 of what is spoken of them: their sound is made once for everybody. Written
-- from facts of the topic public-text, and forgotten when the topic forgets.
create table public_text (
    text_hash  bytea primary key,
    expires_at timestamptz not null
);

create index public_text_by_expiry on public_text (expires_at);

-- Whose listening it is, to be asked whether an account has heard a sound before, and until when this listening may be
-- heard: others who pay for shared sound later do not prolong it. Null is one of the time before sound was shared.
alter table audio_segment
    add column account_id  uuid,
    add column heard_until timestamptz;

update audio_segment set account_id = audio.account_id from audio where audio.id = audio_segment.audio_id;

create index audio_segment_by_account on audio_segment (account_id, storage_key);

grant select, insert, update, delete on public_text to "${app_role}";
