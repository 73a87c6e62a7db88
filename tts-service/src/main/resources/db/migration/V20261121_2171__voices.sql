-- Every voice the provider ever offered here, so that the catalogue outlives a provider that is away and a voice that is
-- gone is still known for what it was. Told to others as topic voice.
create table voice (
    id       text    primary key,
    name     text    not null,
    female   boolean not null,
    language text    not null,
    locale   text    not null,
    engines  text[]  not null,
    offered  boolean not null default true,
    version  bigint  not null default 1,
    constraint voice_speaks_by_something check (cardinality(engines) > 0),
    constraint voice_version check (version > 0)
);

grant select, insert, update on voice to "${app_role}";
