-- Payments of which something was given back or is disputed. For what they paid Stripe is asked for its payments too.
create table stripe_returned_payment (
    payment_id      text primary key,
    subscription_id text        not null,
    noticed_at      timestamptz not null default app_now()
);

create index stripe_returned_payment_by_subscription on stripe_returned_payment (subscription_id);

-- What people were told of a period whose payment failed: each once, whatever happens in that period.
create table dunning (
    purchase_id  uuid        not null references purchase (id),
    period_start timestamptz not null,
    failed_at    timestamptz not null default app_now(),
    warned_at    timestamptz,
    ended_at     timestamptz,
    constraint dunning_once primary key (purchase_id, period_start)
);

create index dunning_running on dunning (purchase_id) where ended_at is null;

create index purchase_past_due on purchase (id) where status = 'past_due';

grant select, insert on stripe_returned_payment to "${app_role}";
grant select, insert, update on dunning to "${app_role}";
