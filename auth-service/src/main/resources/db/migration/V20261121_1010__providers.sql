-- The nonce an id token has to bring back, and who set out to link a provider instead of signing in.
alter table sign_in_attempt add column nonce_hash bytea not null default ''::bytea;
alter table sign_in_attempt alter column nonce_hash drop default;
alter table sign_in_attempt add column account_id uuid references account (id);
alter table sign_in_attempt add column session_id uuid;
alter table sign_in_attempt add constraint sign_in_attempt_linker_whole
    check ((account_id is null) = (session_id is null));
-- Without a cookie only the app's own verifier tells the device that began from any other.
alter table sign_in_attempt add constraint sign_in_attempt_link_on_mobile_has_challenge
    check (account_id is null or mode = 'web' or code_challenge is not null);

create index sign_in_attempt_by_linker on sign_in_attempt (account_id) where account_id is not null;

-- Apple's refresh token, sealed, is given back when the identity goes. A person may take back at the provider that we
-- know them: the row stays so that the provider can bring the same person back, but it opens and shows nothing until then.
alter table identity add column refresh_token bytea;
alter table identity add column revoked_at timestamptz;
alter table identity add column forwards_mail boolean not null default true;

-- What a provider proved on the way of an app that links it; the app fetches it with its verifier.
create table identity_link_code (
    code_hash      bytea primary key,
    account_id     uuid        not null references account (id),
    code_challenge text        not null,
    proven         bytea       not null,
    expires_at     timestamptz not null
);

create index identity_link_code_by_account on identity_link_code (account_id);
create index identity_link_code_by_end on identity_link_code (expires_at);

-- Signed messages of providers that are good once, by hash, until they are too old to be accepted anyway.
create table used_message (
    message_hash bytea primary key,
    expires_at   timestamptz not null
);

create index used_message_by_end on used_message (expires_at);

-- Refresh tokens to give back to their provider. The row goes when the provider has said that it is done.
create table provider_revocation (
    id          uuid primary key,
    provider    text        not null,
    token       bytea       not null,
    attempts    integer     not null default 0,
    next_try_at timestamptz not null default app_now(),
    created_at  timestamptz not null default app_now()
);

create index provider_revocation_due on provider_revocation (next_try_at);

-- Whoever proves an address is asked for who else claims it.
create index account_claimed_email on account (email) where not email_verified and status = 'active';

grant select, insert, update, delete on identity_link_code, used_message, provider_revocation to "${app_role}";
