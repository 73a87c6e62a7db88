-- What a free trial is known by: keyed hashes that auth made. They outlive the account, without saying whose they were.
create table trial_claim (
    claim      text primary key,
    payer_id   uuid,
    claimed_at timestamptz not null default app_now(),
    constraint trial_claim_hashed check (claim ~ '^[0-9a-f]{64}$')
);

create index trial_claim_by_payer on trial_claim (payer_id) where payer_id is not null;

-- Payers whose trial was used before, by themselves under another account.
create table trial_denial (
    payer_id  uuid primary key,
    denied_at timestamptz not null default app_now()
);

-- What a store must be told because an account is deleted; a row goes when the store has done it.
create table store_ending (
    kind        text        not null,
    target      text        not null,
    payer_id    uuid        not null,
    attempts    integer     not null default 0,
    next_try_at timestamptz not null default app_now(),
    constraint store_ending_once primary key (kind, target),
    constraint store_ending_kind check (kind in ('subscription', 'pages'))
);

create index store_ending_due on store_ending (next_try_at);
create index store_ending_by_payer on store_ending (payer_id);

-- Erases a payer. What a store took money for has to be kept by law: it stays under a number that nothing connects with
-- the account any more. Everything else goes. Only for an account that is deleted.
create function erase_payer(gone uuid) returns void
    language plpgsql
    security definer
    set search_path from current
as
$$
declare
    pseudonym uuid := gen_random_uuid();
begin
    if not exists (select from closed_account where account_id = gone) then
        raise exception 'This account is not deleted';
    end if;
    delete from webhook_delivery d
    where position(convert_to(gone::text, 'UTF8') in d.body) > 0
        or exists (select from stripe_customer c
            where c.payer_id = gone and position(convert_to(c.customer_id, 'UTF8') in d.body) > 0);
    delete from entitlement where payer_id = gone;
    delete from checkout where payer_id = gone or account_id = gone;
    delete from stripe_customer where payer_id = gone;
    delete from usage_day where payer_id = gone;
    delete from twin_report where payer_id = gone;
    delete from trial_denial where payer_id = gone;
    update trial_claim set payer_id = null where payer_id = gone;
    delete from purchase_history where purchase_id in (
        select id from purchase where payer_id = gone and store not in ('stripe', 'apple'));
    delete from purchase where payer_id = gone and store not in ('stripe', 'apple');
    if exists (select from purchase where payer_id = gone or account_id = gone) then
        insert into payer (payer_id) values (pseudonym);
        update purchase_history set content = replace(content::text, gone::text, pseudonym::text)::jsonb
        where purchase_id in (select id from purchase where payer_id = gone or account_id = gone);
        update purchase set
            payer_id = case when payer_id = gone then pseudonym else payer_id end,
            account_id = case when account_id = gone then pseudonym else account_id end
        where payer_id = gone or account_id = gone;
    end if;
    delete from payer where payer_id = gone;
end
$$;

create index purchase_of_others on purchase (account_id) where account_id <> payer_id;

revoke execute on function erase_payer(uuid) from public;
grant execute on function erase_payer(uuid) to "${app_role}";
grant select, insert on trial_claim, trial_denial to "${app_role}";
grant select, insert, update, delete on store_ending to "${app_role}";
