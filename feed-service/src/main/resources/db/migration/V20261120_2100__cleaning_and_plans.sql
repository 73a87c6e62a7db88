-- The newest rules that tts-service has been seen to clean by are those of the newest text.
create index article_text_by_rules on article_text ((cast(cleaning_version as integer)));

-- What tts-service would not clean, by which rules at least; a changed article or newer rules are another matter.
create table unspeakable_article (
    article_id       uuid primary key,
    content_hash     text        not null,
    cleaning_version integer     not null,
    refused_at       timestamptz not null default app_now(),
    constraint unspeakable_article_article foreign key (article_id) references article (id) on delete cascade
);

grant select, insert, update, delete on unspeakable_article to "${app_role}";

-- The entitlement whose overrides are known; an entitlement can be in force before its fact has told them.
alter table follow_allowance add column heard_version bigint;
update follow_allowance set heard_version = entitlement_version;
