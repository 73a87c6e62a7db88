-- Days nobody asks for any more are forgotten (docs/decisions/0096).
create index api_call_day_by_day on api_call_day (day);
create index usage_day_by_day on usage_day (day);
create index rated_month_by_month on rated_month (month);
grant delete on api_call_day, usage_day to "${app_role}";
