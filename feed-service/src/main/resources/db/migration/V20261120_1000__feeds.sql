-- A fetched source. Shared: whoever follows it, it is fetched once per interval.
create table feed (
    id              uuid primary key,
    url             text        not null,
    url_key         text        not null,
    title           text,
    site_url        text,
    image_url       text,
    language        text,
    state           text        not null default 'new',
    problem         text,
    failures        integer     not null default 0,
    etag            text,
    last_modified   text,
    next_fetch_at   timestamptz,
    -- Nobody wants it refreshed; it is looked at once a day in case that was not noticed.
    resting         boolean     not null default false,
    fetch_claim     uuid,
    last_fetched_at timestamptz,
    created_at      timestamptz not null default app_now(),
    constraint feed_url_once unique (url_key),
    constraint feed_state check (state in ('new', 'ok', 'failing', 'gone')),
    constraint feed_gone_is_not_fetched check (state <> 'gone' or next_fetch_at is null),
    constraint feed_problem_explained check ((problem is not null) = (state in ('failing', 'gone'))),
    constraint feed_validators_bounded check (length(etag) <= 512 and length(last_modified) <= 64)
);

create index feed_due on feed (next_fetch_at) where next_fetch_at is not null;

-- What a plan allows, as billing says it.
create table plan_limit (
    plan    text primary key,
    version bigint not null,
    feeds   integer
);

-- What a payer's plan allows and how much of it is used; its row is the lock of everything below.
create table follow_allowance (
    payer_id            uuid primary key,
    plan                text    not null,
    entitlement_version bigint  not null,
    feeds_override      integer,
    feed_limit          integer,
    within_limit        integer not null default 0,
    constraint follow_allowance_never_passed check (feed_limit is null or within_limit <= feed_limit),
    constraint follow_allowance_counted check (within_limit >= 0)
);

create index follow_allowance_by_plan on follow_allowance (plan);

-- A person's relation to a feed.
create table follow (
    account_id uuid        not null,
    id         uuid        not null,
    payer_id   uuid        not null,
    feed_id    uuid        not null,
    title      text,
    over_limit boolean     not null default false,
    created_at timestamptz not null default app_now(),
    constraint follow_id_once primary key (account_id, id),
    constraint follow_feed_once unique (account_id, feed_id),
    constraint follow_payer foreign key (payer_id) references follow_allowance (payer_id),
    constraint follow_feed foreign key (feed_id) references feed (id),
    constraint follow_title_length check (char_length(title) between 1 and 200)
);

create index follow_wanting on follow (feed_id) where not over_limit;
create index follow_by_payer on follow (payer_id, created_at, account_id, id);

-- Grows with every change of an account's follows; facts carry it.
create table follow_count (
    account_id uuid primary key,
    version    bigint not null
);

create table article (
    id            uuid primary key,
    feed_id       uuid        not null,
    identity_hash text        not null,
    content_hash  text        not null,
    title         text        not null,
    author        text,
    link          text,
    language      text,
    summary       text        not null,
    html          text        not null,
    published_at  timestamptz not null,
    received_at   timestamptz not null default app_now(),
    constraint article_feed foreign key (feed_id) references feed (id),
    constraint article_once unique (feed_id, identity_hash),
    constraint article_link_web check (link ~ '^https?://')
);

create index article_newest on article (feed_id, published_at desc, id desc);

-- The speakable text, kept with the hash of what it was made from: a changed article has none until it is asked for.
create table article_text (
    article_id       uuid primary key,
    content_hash     text        not null,
    text             text        not null,
    cleaning_version text        not null,
    characters       integer     not null,
    language         text,
    cleaned_at       timestamptz not null default app_now(),
    constraint article_text_article foreign key (article_id) references article (id) on delete cascade
);

create table article_state (
    account_id uuid        not null,
    article_id uuid        not null,
    is_read    boolean     not null default false,
    is_starred boolean     not null default false,
    changed_at timestamptz not null default app_now(),
    constraint article_state_once primary key (account_id, article_id),
    constraint article_state_article foreign key (article_id) references article (id) on delete cascade
);

create index article_state_by_article on article_state (article_id);

grant select, insert, update, delete on feed, plan_limit, follow_allowance, follow, follow_count, article, article_text,
    article_state to "${app_role}";
