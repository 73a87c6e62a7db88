-- Which accounts want to be told of new articles, as billing-service says it.
create table article_listener (
    account_id uuid primary key,
    version    bigint  not null,
    wanted     boolean not null
);

grant select, insert, update, delete on article_listener to "${app_role}";
