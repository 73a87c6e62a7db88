-- Sound that the storage had lost is spoken anew: another take of the same words, with other bytes.
alter table stored_segment add column take int not null default 0;

-- The take that was there when the piece became part of the listening.
alter table audio_segment add column take int not null default 0;
