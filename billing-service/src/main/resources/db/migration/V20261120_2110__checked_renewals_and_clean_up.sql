-- A renewal nobody told of: Stripe is asked before anybody is cut off, at growing intervals.
alter table purchase
    add column asks         integer     not null default 0,
    add column ask_again_at timestamptz not null default '-infinity',
    add constraint purchase_asks_not_negative check (asks >= 0);

create index purchase_overdue on purchase (current_period_end) where store = 'stripe' and status <> 'expired';

-- Sets of purchases that ran at once and of which the person and the operators have been told.
create table twin_report (
    payer_id     uuid        not null references payer (payer_id),
    purchase_ids text        not null,
    reported_at  timestamptz not null default app_now(),
    constraint twin_report_once primary key (payer_id, purchase_ids)
);

grant select, insert on twin_report to "${app_role}";

-- What was settled is kept for 90 days.
create index webhook_delivery_settled on webhook_delivery (settled_at) where settled_at is not null;

grant delete on webhook_delivery to "${app_role}";
