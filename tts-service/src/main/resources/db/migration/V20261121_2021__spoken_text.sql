-- What a stored sound says, sealed, because its marks are asked for when somebody wants to read along; and the marks: kind,
-- milliseconds after the sound begins, first code point, code point after the last. Goes with its sound.
create table spoken_text (
    storage_key text primary key references stored_segment (storage_key) on delete cascade,
    sealed      text not null,
    marks       jsonb,
    asker       uuid,
    asked_until timestamptz,
    constraint spoken_text_asker_has_a_lease check ((asker is null) = (asked_until is null)),
    constraint spoken_text_is_asked_once check (marks is null or asker is null)
);

grant select, insert, update on spoken_text to "${app_role}";

-- When an account first read along with a listening; until then marks that somebody else has asked for take their time.
alter table audio
    add column marked_at timestamptz;
