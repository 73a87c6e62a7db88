-- So that a service which may not migrate can see whether it must wait.
grant select on flyway_schema_history to "${app_role}";
