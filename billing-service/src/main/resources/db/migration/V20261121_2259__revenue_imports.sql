-- Of which store everything was taken down to the last page: until then the whole is asked for again.
create table revenue_import (
    store        text        not null,
    returned     boolean     not null,
    completed_at timestamptz not null default app_now(),
    constraint revenue_import_once primary key (store, returned)
);

grant select, insert on revenue_import to "${app_role}";
