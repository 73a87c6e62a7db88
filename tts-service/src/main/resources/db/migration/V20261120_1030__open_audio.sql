-- Listenings that were left open are looked for every minute; there are few.
create index audio_open on audio (created_at) where state = 'open';
