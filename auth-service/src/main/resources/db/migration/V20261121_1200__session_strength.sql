-- How strongly a session was proven, when a second factor was last shown in it, and what its device calls itself.
alter table session
    add column strength text not null default 'one_factor',
    add column strong_at timestamptz,
    add column device_name text,
    add constraint session_strength check (strength in ('one_factor', 'two_factors')),
    add constraint session_strong_since check ((strength = 'two_factors') = (strong_at is not null)),
    add constraint session_device_name_length check (char_length(device_name) between 1 and 100);
