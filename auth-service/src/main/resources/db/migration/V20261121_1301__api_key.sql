-- A program's way in. The key is what a person sees and revokes; its secrets come and go by rotation.
create table api_key (
    id                  uuid primary key,
    account_id          uuid        not null references account (id),
    organization_id     uuid,
    name                text        not null,
    scopes              text[]      not null,
    prefix              text        not null,
    requests_per_minute integer,
    version             bigint      not null default 1,
    created_at          timestamptz not null default app_now(),
    expires_at          timestamptz,
    last_used_at        timestamptz,
    revoked_at          timestamptz,
    constraint api_key_name_length check (char_length(name) between 1 and 100),
    constraint api_key_scopes check (
        cardinality(scopes) > 0 and scopes <@ array ['feeds:read', 'feeds:write', 'speech', 'usage:read']),
    constraint api_key_rate check (requests_per_minute between 1 and 6000)
);

create index api_key_living_by_account on api_key (account_id) where revoked_at is null;
create index api_key_by_end on api_key (least(revoked_at, expires_at));

-- Known by hash alone. One is current; after a rotation the one before lives on until its end.
create table api_key_secret (
    secret_hash bytea primary key,
    key_id      uuid        not null references api_key (id) on delete cascade,
    ends_at     timestamptz,
    created_at  timestamptz not null default app_now(),
    constraint api_key_secret_hashed check (octet_length(secret_hash) = 32)
);

create unique index api_key_secret_one_current on api_key_secret (key_id) where ends_at is null;
create index api_key_secret_by_key on api_key_secret (key_id);

grant select, insert, update, delete on api_key, api_key_secret to "${app_role}";
