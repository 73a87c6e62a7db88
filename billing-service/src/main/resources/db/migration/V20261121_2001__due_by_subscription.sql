-- What is due of one subscription, found without reading what was applied of it before.
create index webhook_delivery_due_by_subscription on webhook_delivery (provider, original_id)
    where state in ('received', 'parked');
