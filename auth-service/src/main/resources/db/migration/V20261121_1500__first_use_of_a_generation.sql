-- When the newest seen generation's access token was first presented: the grace for a replay of its parent begins here.
alter table session add column access_seen_at timestamptz;
