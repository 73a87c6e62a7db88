-- One row per payer and UTC day: the counter that decides. Sum of commits in ledger_entry = committed, always.
create table character_day (
    payer_id   uuid   not null,
    day        date   not null,
    held       bigint not null default 0,
    committed  bigint not null default 0,
    requests   bigint not null default 0,
    version    bigint not null default 1,
    primary key (payer_id, day),
    constraint character_day_held_not_negative check (held >= 0),
    constraint character_day_committed_not_negative check (committed >= 0)
);

-- Characters set aside for one request until the voice has delivered them or has not.
create table hold (
    id          uuid primary key,
    payer_id    uuid        not null,
    account_id  uuid        not null,
    day         date        not null,
    audio_id    uuid        not null,
    characters  bigint      not null,
    committed   bigint      not null default 0,
    released    bigint      not null default 0,
    state       text        not null default 'open',
    opened_at   timestamptz not null default app_now(),
    lease_until timestamptz not null,
    settled_at  timestamptz,
    constraint hold_positive check (characters > 0),
    constraint hold_never_overspent check (committed >= 0 and released >= 0 and committed + released <= characters),
    constraint hold_state check (state in ('open', 'settled')),
    constraint hold_settled_is_whole check (
        (state = 'settled') = (committed + released = characters and settled_at is not null)),
    foreign key (payer_id, day) references character_day (payer_id, day)
);

create index hold_by_lease on hold (lease_until) where state = 'open';
create index hold_by_audio on hold (audio_id);

-- What happened, never changed.
create table ledger_entry (
    id           uuid primary key,
    hold_id      uuid        not null references hold (id),
    payer_id     uuid        not null,
    account_id   uuid        not null,
    day          date        not null,
    kind         text        not null,
    characters   bigint      not null,
    segment_hash bytea,
    reason       text,
    recorded_at  timestamptz not null default app_now(),
    constraint ledger_entry_kind check (kind in ('hold', 'commit', 'release')),
    constraint ledger_entry_positive check (characters > 0),
    constraint ledger_entry_commit_names_its_segment check ((kind = 'commit') = (segment_hash is not null)),
    constraint ledger_entry_release_says_why check ((kind = 'release') = (reason is not null))
);

create index ledger_entry_by_day on ledger_entry (payer_id, day);
create index ledger_entry_by_hold on ledger_entry (hold_id);

-- Paid once: what this payer may hear again without paying, until expires_at. The format is free.
create table paid_segment (
    payer_id      uuid        not null,
    segment_hash  bytea       not null,
    voice         text        not null,
    engine        text        not null,
    speed_percent integer     not null,
    paid_at       timestamptz not null,
    expires_at    timestamptz not null,
    primary key (payer_id, segment_hash, voice, engine, speed_percent)
);

create index paid_segment_by_expiry on paid_segment (expires_at);

-- The provider's side: a row when a call is sent and one when it is known what came of it.
create table provider_call (
    id            uuid primary key,
    audio_id      uuid        not null,
    voice         text        not null,
    engine        text        not null,
    kind          text        not null,
    characters    integer     not null,
    sent_at       timestamptz not null default app_now(),
    constraint provider_call_kind check (kind in ('audio', 'marks')),
    constraint provider_call_engine check (engine in ('standard', 'neural', 'generative'))
);

create table provider_outcome (
    call_id             uuid primary key references provider_call (id),
    outcome             text        not null,
    accepted_characters integer     not null,
    provider_request_id text,
    ended_at            timestamptz not null default app_now(),
    constraint provider_outcome_kind check (outcome in ('stored', 'wasted', 'refused')),
    constraint provider_outcome_refused_is_free check (outcome <> 'refused' or accepted_characters = 0)
);

create index provider_call_by_time on provider_call (sent_at);

grant select, insert, update on character_day to "${app_role}";
grant select, insert, update on hold to "${app_role}";
grant select, insert on ledger_entry to "${app_role}";
grant select, insert, update, delete on paid_segment to "${app_role}";
grant select, insert on provider_call to "${app_role}";
grant select, insert on provider_outcome to "${app_role}";
