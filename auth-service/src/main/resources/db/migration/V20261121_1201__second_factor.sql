-- A person's time-based code. Without confirmed_at it is an offer that runs out and asks for nothing.
create table second_factor (
    account_id   uuid primary key references account (id),
    secret       bytea       not null,
    created_at   timestamptz not null default app_now(),
    confirmed_at timestamptz,
    -- The newest step of 30 seconds whose code was taken: it only grows, so no code is taken twice.
    last_step    bigint      not null default 0,
    constraint second_factor_step check (last_step >= 0 and (confirmed_at is not null or last_step = 0))
);

create index second_factor_offered on second_factor (created_at) where confirmed_at is null;

-- Keyed hashes of the codes for the day the phone is lost; a used one is gone.
create table recovery_code (
    account_id uuid  not null references second_factor (account_id) on delete cascade,
    code_hash  bytea not null,
    primary key (account_id, code_hash),
    constraint recovery_code_hashed check (octet_length(code_hash) = 32)
);

-- Tries to show a second factor since the last right one, counted before they are looked at, over all ways together.
create table second_factor_try (
    account_id uuid primary key references account (id),
    tries      integer     not null,
    last_at    timestamptz not null,
    constraint second_factor_try_few check (tries between 0 and 5)
);

-- A sign-in that lacks only the second factor.
create table two_factor_challenge (
    challenge_hash bytea primary key,
    account_id     uuid        not null references account (id),
    proven_by      text        not null,
    device_name    text,
    expires_at     timestamptz not null,
    constraint two_factor_challenge_hashed check (octet_length(challenge_hash) = 32)
);

create index two_factor_challenge_by_end on two_factor_challenge (expires_at);
create index two_factor_challenge_by_account on two_factor_challenge (account_id);

grant select, insert, update, delete on second_factor, recovery_code, second_factor_try, two_factor_challenge
    to "${app_role}";
