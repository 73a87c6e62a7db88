-- What was spoken for people whose ledger is erased: sums of a day over all of them, so that what the provider charged
-- still has its other side. Nobody is in them.
create table erased_day (
    day       date primary key,
    committed bigint not null,
    requests  bigint not null,
    constraint erased_day_not_negative check (committed >= 0 and requests >= 0)
);

-- Sound that nobody may hear any more and that is still in the storage.
create table unwanted_sound (
    storage_key text primary key,
    noted_at    timestamptz not null default app_now()
);

create index ledger_entry_of_others on ledger_entry (account_id) where account_id <> payer_id;
create index hold_of_others on hold (account_id) where account_id <> payer_id;
create index hold_by_payer on hold (payer_id);

-- The service's own role may only add to the ledger. A ledger that has to go goes through here, and only for an account
-- that is deleted: its days become sums, and where somebody else pays, the entry no longer says for whom.
create function erase_ledger(gone uuid) returns void
    language plpgsql
    security definer
    set search_path from current
as
$$
begin
    if not exists (select from closed_account where account_id = gone) then
        raise exception 'This account is not deleted';
    end if;
    insert into erased_day (day, committed, requests)
    select day, committed, requests from character_day where payer_id = gone
    on conflict (day) do update
        set committed = erased_day.committed + excluded.committed, requests = erased_day.requests + excluded.requests;
    delete from ledger_entry where payer_id = gone;
    delete from hold where payer_id = gone;
    delete from character_day where payer_id = gone;
    update ledger_entry set account_id = payer_id where account_id = gone and account_id <> payer_id;
    update hold set account_id = payer_id where account_id = gone and account_id <> payer_id;
end
$$;

revoke execute on function erase_ledger(uuid) from public;
grant execute on function erase_ledger(uuid) to "${app_role}";
grant select on erased_day to "${app_role}";
grant select, insert, update, delete on unwanted_sound to "${app_role}";
grant delete on audio, listener to "${app_role}";
