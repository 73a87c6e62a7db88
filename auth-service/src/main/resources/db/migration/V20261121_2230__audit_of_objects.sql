-- As in every service's trail: what an act was done to may be more than an account.
alter table audit_entry
    add column object         text,
    add column object_version bigint,
    add constraint audit_entry_version_has_object check (object_version is null or object is not null);
