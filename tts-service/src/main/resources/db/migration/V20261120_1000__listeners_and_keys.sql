-- What tts needs to know of an account: how it likes to be read to, and whether it may act. Written from account facts.
create table listener (
    account_id uuid primary key,
    version    bigint       not null,
    status     text         not null,
    voice      text         not null,
    speed      numeric(3, 2) not null,
    language   text         not null,
    quality    text         not null,
    constraint listener_status check (status in ('active', 'suspended', 'deleted'))
);

-- Keys this service made for itself. Hashes of private text and addresses of audio are keyed, so that a copy of the tables
-- or of the storage does not tell who heard what.
create table service_key (
    name  text primary key,
    value bytea not null
);

insert into service_key (name, value)
values ('speech', sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')));

grant select, insert, update on listener to "${app_role}";
grant select on service_key to "${app_role}";
