-- A key pair in somebody's device (WebAuthn); we hold the public half and how often the device says it has signed.
create table passkey (
    id              uuid primary key,
    account_id      uuid        not null references account (id),
    credential_id   bytea       not null,
    credential      bytea       not null,
    sign_count      bigint      not null,
    backup_eligible boolean     not null,
    backed_up       boolean     not null,
    transports      text        not null default '',
    name            text        not null,
    created_at      timestamptz not null default app_now(),
    last_used_at    timestamptz,
    constraint passkey_credential_once unique (credential_id),
    constraint passkey_credential_id_length check (octet_length(credential_id) between 16 and 1023),
    constraint passkey_sign_count check (sign_count between 0 and 4294967295),
    constraint passkey_name_length check (char_length(name) between 1 and 100)
);

create index passkey_by_account on passkey (account_id);

-- What a device is asked to sign, once. Bound to an account when a key is to be added, to none when somebody signs in.
create table passkey_challenge (
    challenge_hash bytea primary key,
    account_id     uuid references account (id),
    expires_at     timestamptz not null,
    constraint passkey_challenge_hashed check (octet_length(challenge_hash) = 32)
);

create index passkey_challenge_by_end on passkey_challenge (expires_at);
create index passkey_challenge_by_account on passkey_challenge (account_id) where account_id is not null;

grant select, insert, update, delete on passkey, passkey_challenge to "${app_role}";
