-- Sound of people who are gone is discarded like any other.
insert into discarded_object (object, not_before)
select storage_key, app_now() from unwanted_sound
on conflict (object) do nothing;

drop table unwanted_sound;
