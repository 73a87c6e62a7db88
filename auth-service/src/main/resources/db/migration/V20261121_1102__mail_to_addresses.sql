-- Mail to an address that is nobody's account yet or any more; in a language; with what only its reader may know.
alter table mail alter column account_id drop not null;
alter table mail add column recipient text;
alter table mail add column language text;
alter table mail add column sealed bytea;
alter table mail add column useless_at timestamptz;
alter table mail add constraint mail_to_somebody check (
    account_id is not null or recipient is not null or state <> 'waiting');
alter table mail add constraint mail_recipient_length check (char_length(recipient) <= 254);
-- What is settled keeps nothing that opens anything.
alter table mail add constraint mail_settled_is_open check (state = 'waiting' or sealed is null);
create unique index mail_to_an_address_once on mail (dedupe_key) where account_id is null;
alter table mail drop constraint mail_state;
alter table mail add constraint mail_state check (
    state in ('waiting', 'sent', 'given_up', 'without_address', 'too_late'));

-- The language somebody's browser asked for when the account began; the listener's own setting comes first.
create table mail_language (
    account_id uuid primary key references account (id) on delete cascade,
    language   text not null,
    constraint mail_language_known check (language in ('en', 'es', 'fr', 'de', 'it', 'pt'))
);

grant select, insert, update, delete on mail_language to "${app_role}";
