-- Every minute the sessions are looked for that ran out or were not refreshed for 30 days.
create index session_living_by_end on session (expires_at) where ended_at is null;
create index session_living_by_rotation on session (rotated_at) where ended_at is null;
