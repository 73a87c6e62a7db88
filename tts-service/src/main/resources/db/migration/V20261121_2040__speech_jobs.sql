-- A job waits and may take hours: what is set aside for it does not run out before this, although nobody spends it.
alter table hold
    add column kept_until timestamptz;

-- Texts that are spoken in the background. Everything that decides what happens next stands here, so that any instance
-- can go on with what another one left.
create table speech_job (
    id            uuid primary key,
    account_id    uuid        not null,
    payer_id      uuid        not null,
    source        text        not null,
    title         text,
    state         text        not null default 'queued',
    price         bigint      not null,
    counted_in    date,
    created_at    timestamptz not null default app_now(),
    give_up_at    timestamptz not null,
    begun_at      timestamptz,
    claimed_at    timestamptz,
    finished_at   timestamptz,
    next_try_at   timestamptz not null default app_now(),
    failures      integer     not null default 0,
    error         text,
    cancel_reason text,
    runner        uuid,
    runner_until  timestamptz,
    constraint speech_job_source check (source in ('text', 'article', 'feed')),
    constraint speech_job_state check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
    constraint speech_job_finished check ((state in ('done', 'failed', 'cancelled')) = (finished_at is not null)),
    constraint speech_job_failed_says_why check (state <> 'failed' or error is not null),
    constraint speech_job_cancel_reason check (cancel_reason in ('asked', 'suspended', 'deleted')),
    constraint speech_job_runner_has_a_lease check ((runner is null) = (runner_until is null)),
    constraint speech_job_nobody_runs_what_is_over check (finished_at is null or runner is null),
    constraint speech_job_price_not_negative check (price >= 0)
);

create index speech_job_by_account on speech_job (account_id, id);
create index speech_job_served on speech_job (account_id, claimed_at);
create index speech_job_alive on speech_job (id) where finished_at is null;
create index speech_job_by_end on speech_job (finished_at) where finished_at is not null;

-- Titles and texts are sealed: who has a copy of the tables alone does not read what somebody listens to.
create table speech_job_item (
    job_id       uuid      not null references speech_job (id) on delete cascade,
    position     integer   not null,
    audio_id     uuid      not null,
    article_id   uuid,
    title        text,
    text         text,
    segment_ends integer[] not null,
    price        bigint    not null,
    hold_id      uuid,
    state        text      not null default 'waiting',
    error        text,
    primary key (job_id, position),
    constraint speech_job_item_audio unique (audio_id),
    constraint speech_job_item_state check (state in ('waiting', 'done', 'failed', 'cancelled')),
    constraint speech_job_item_text_while_it_is_needed check ((state = 'waiting') = (text is not null)),
    constraint speech_job_item_has_pieces check (cardinality(segment_ends) > 0),
    constraint speech_job_item_price_is_held check ((price > 0) = (hold_id is not null))
);

create index speech_job_item_by_article on speech_job_item (article_id) where article_id is not null;

-- How many jobs a payer began in a month: the row that decides who gets the last one.
create table job_month (
    payer_id uuid    not null,
    month    date    not null,
    jobs     integer not null,
    primary key (payer_id, month),
    constraint job_month_not_negative check (jobs >= 0),
    constraint job_month_begins_a_month check (extract(day from month) = 1)
);

insert into service_key (name, value)
values ('job-text', sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')));

grant select, insert, update, delete on speech_job to "${app_role}";
grant select, insert, update, delete on speech_job_item to "${app_role}";
grant select, insert, update, delete on job_month to "${app_role}";
