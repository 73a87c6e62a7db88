-- The payer's limit when the characters were set aside; null is unlimited, or a hold from before.
alter table hold add column daily_limit bigint;

-- Up to which percentage of the day's characters the payer has been told. It only grows, by the statement that books, under
-- the row's lock: so each threshold is told once, whoever books at the same moment.
alter table character_day add column told_percent smallint not null default 0;
alter table character_day add constraint character_day_thresholds check (told_percent in (0, 80, 100));
