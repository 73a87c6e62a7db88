-- Each rebuild is a run; a row carries the run in which it was last heard, from the topic's beginning or as news.
create sequence read_model_run;
select nextval('read_model_run');

alter table account add column run bigint not null default 0;
alter table plan add column run bigint not null default 0;
alter table entitlement add column run bigint not null default 0;
alter table follow_count add column run bigint not null default 0;
alter table usage_day add column run bigint not null default 0;

grant select, usage on sequence read_model_run to "${app_role}";
revoke truncate on account, plan, entitlement, follow_count, usage_day from "${app_role}";
