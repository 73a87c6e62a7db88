-- Whose the lease of a run is: who has lost it renews and finishes nothing.
alter table reconciliation_run
    add column lease uuid,
    add column attempts integer not null default 0;

-- What is due is found by when it is due, not by going through all that runs.
create index endpoint_delivery_due_at on endpoint_delivery (next_attempt_at) where state = 'pending';

drop index purchase_overdue;
create index purchase_overdue on purchase (current_period_end) where status in ('trialing', 'active');
create index purchase_cancelled on purchase (cancel_at) where status = 'cancelled';
