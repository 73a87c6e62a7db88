-- A place is leased for half a minute. After a crash of the database it may as well be free, so that nobody has to wait for the
-- disk before a text is even looked at.
alter table open_stream set unlogged;
