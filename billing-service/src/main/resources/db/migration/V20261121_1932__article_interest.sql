-- Which accounts have an endpoint for new articles, as feed-service was last told.
create table endpoint_interest (
    account_id uuid primary key,
    version    bigint  not null,
    wanted     boolean not null
);

grant select, insert, update, delete on endpoint_interest to "${app_role}";
