create table idempotency (
    id         uuid primary key,
    payer_id   uuid        not null,
    account_id uuid        not null,
    route      text        not null,
    key_hash   text        not null,
    body_hash  text        not null,
    state      text        not null,
    status     integer,
    response   text,
    claimed_at timestamptz not null,
    constraint idempotency_once unique (payer_id, account_id, route, key_hash),
    constraint idempotency_state check (state in ('running', 'done')),
    constraint idempotency_answered check ((state = 'done') = (status is not null and response is not null))
);

create index idempotency_claimed_at on idempotency (claimed_at);

grant select, insert, update, delete on idempotency to ${app_role};
