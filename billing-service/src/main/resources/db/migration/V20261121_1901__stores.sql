-- A third store, and what the rules need to know of any of them.
alter table purchase
    drop constraint purchase_store,
    drop constraint purchase_stripe_has_period,
    add constraint purchase_store check (store in ('signup', 'stripe', 'apple', 'google', 'grant', 'organization')),
    add constraint purchase_store_has_period check (
        store not in ('stripe', 'apple', 'google') or current_period_end is not null),
    -- Until when access is kept while a payment is overdue, where the store decides that.
    add column grace_ends_at timestamptz;

drop index purchase_overdue;
create index purchase_overdue on purchase (current_period_end)
    where store in ('stripe', 'apple', 'google') and status <> 'expired';

alter table price
    drop constraint price_store,
    add constraint price_store check (store in ('signup', 'stripe', 'apple', 'google'));

-- Of a notification only the store and its id of the subscription count; null when it is about none.
alter table webhook_delivery
    drop constraint webhook_delivery_provider,
    add constraint webhook_delivery_provider check (provider in ('stripe', 'apple', 'google')),
    add column original_id text;

update webhook_delivery set original_id = case
    when event_type like 'customer.subscription.%' then convert_from(body, 'UTF8')::jsonb #>> '{data,object,id}'
    when event_type = 'checkout.session.completed' then convert_from(body, 'UTF8')::jsonb #>> '{data,object,subscription}'
    when event_type like 'invoice.%' then coalesce(
        convert_from(body, 'UTF8')::jsonb #>> '{data,object,parent,subscription_details,subscription}',
        convert_from(body, 'UTF8')::jsonb #>> '{data,object,subscription}')
    end
where state in ('received', 'parked') and provider = 'stripe';

create index webhook_delivery_by_subscription on webhook_delivery (provider, original_id) where original_id is not null;

alter table store_ending
    add column store text not null default 'stripe',
    drop constraint store_ending_once,
    add constraint store_ending_once primary key (store, kind, target);

-- The number that stands for a payer who was erased: what is bought under it is felt by nobody.
alter table payer add column pseudonym boolean not null default false;

update payer set pseudonym = true
where not exists (select from entitlement where entitlement.payer_id = payer.payer_id)
  and exists (select from purchase where purchase.payer_id = payer.payer_id);

-- As before, for any store; deliveries are found by what they are about, because some stores encode their bodies.
create or replace function erase_payer(gone uuid) returns void
    language plpgsql
    security definer
    set search_path from current
as
$$
declare
    number uuid := gen_random_uuid();
begin
    if not exists (select from closed_account where account_id = gone) then
        raise exception 'This account is not deleted';
    end if;
    delete from webhook_delivery d
    where position(convert_to(gone::text, 'UTF8') in d.body) > 0
        or exists (select from stripe_customer c
            where c.payer_id = gone and position(convert_to(c.customer_id, 'UTF8') in d.body) > 0)
        or exists (select from purchase p
            where p.payer_id = gone and p.store = d.provider and p.original_id = d.original_id);
    delete from entitlement where payer_id = gone;
    delete from checkout where payer_id = gone or account_id = gone;
    delete from stripe_customer where payer_id = gone;
    delete from usage_day where payer_id = gone;
    delete from twin_report where payer_id = gone;
    delete from trial_denial where payer_id = gone;
    update trial_claim set payer_id = null where payer_id = gone;
    delete from purchase_history where purchase_id in (
        select id from purchase where payer_id = gone and store in ('signup', 'grant', 'organization'));
    delete from purchase where payer_id = gone and store in ('signup', 'grant', 'organization');
    if exists (select from purchase where payer_id = gone or account_id = gone) then
        insert into payer (payer_id, pseudonym) values (number, true);
        update purchase_history set content = replace(content::text, gone::text, number::text)::jsonb
        where purchase_id in (select id from purchase where payer_id = gone or account_id = gone);
        update purchase set
            payer_id = case when payer_id = gone then number else payer_id end,
            account_id = case when account_id = gone then number else account_id end
        where payer_id = gone or account_id = gone;
    end if;
    delete from payer where payer_id = gone;
end
$$;
