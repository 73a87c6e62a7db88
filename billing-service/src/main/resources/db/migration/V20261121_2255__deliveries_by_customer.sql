-- Whose customer a notification of Stripe's is about: who is erased is found by an index and not by reading the bodies of
-- 90 days, which in the end takes longer than any statement may.
alter table webhook_delivery add column customer_id text;

update webhook_delivery set customer_id = substring(convert_from(body, 'UTF8') from '"(cus_[A-Za-z0-9]+)"')
where provider = 'stripe';

create index webhook_delivery_by_customer on webhook_delivery (customer_id) where customer_id is not null;
create index checkout_by_payer on checkout (payer_id);
create index checkout_of_others on checkout (account_id) where account_id <> payer_id;

-- Everything that a deleted account's customer at Stripe has is ended, also what gives nothing any more.
alter table store_ending
    drop constraint store_ending_kind,
    add constraint store_ending_kind check (kind in ('subscription', 'pages', 'customer', 'acknowledgement'));

-- As before, by indexes alone.
create or replace function erase_payer(gone uuid) returns void
    language plpgsql
    security definer
    set search_path from current
as
$$
declare
    number uuid := gen_random_uuid();
    bought uuid[];
    customers text[];
begin
    if not exists (select from closed_account where account_id = gone) then
        raise exception 'This account is not deleted';
    end if;
    -- Their own, and what they bought for somebody else who pays.
    bought := array(
        select id from purchase where payer_id = gone
        union all
        select id from purchase where account_id = gone and account_id <> payer_id);
    customers := array(
        select customer_id from stripe_customer
        where payer_id in (
            select gone
            union all select payer_id from purchase where id = any(bought)
            union all select payer_id from checkout where account_id = gone and account_id <> payer_id)
          and customer_id is not null);
    delete from webhook_delivery where customer_id = any(customers);
    delete from webhook_delivery d using purchase p
    where p.id = any(bought) and d.provider = p.store and d.original_id = p.original_id;
    delete from webhook_delivery d using purchase p, stripe_returned_payment r
    where p.id = any(bought) and p.store = 'stripe' and r.subscription_id = p.original_id
      and d.provider = 'stripe' and d.original_id = r.payment_id;
    delete from entitlement where payer_id = gone;
    delete from checkout where payer_id = gone;
    delete from checkout where account_id = gone and account_id <> payer_id;
    delete from stripe_customer where payer_id = gone;
    delete from usage_day where payer_id = gone;
    delete from twin_report where payer_id = gone;
    delete from trial_denial where payer_id = gone;
    update trial_claim set payer_id = null where payer_id = gone;
    delete from purchase_history where purchase_id in (
        select id from purchase where payer_id = gone and store in ('signup', 'grant', 'organization'));
    delete from purchase where payer_id = gone and store in ('signup', 'grant', 'organization');
    if exists (select from purchase where id = any(bought)) then
        insert into payer (payer_id, pseudonym) values (number, true);
        update purchase_history set content = replace(content::text, gone::text, number::text)::jsonb
        where purchase_id = any(bought);
        update purchase set
            payer_id = case when payer_id = gone then number else payer_id end,
            account_id = case when account_id = gone then number else account_id end
        where id = any(bought);
    end if;
    delete from payer where payer_id = gone;
end
$$;
