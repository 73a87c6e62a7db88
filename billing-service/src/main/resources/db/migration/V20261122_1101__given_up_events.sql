-- What a store refuses again and again is not asked for ever: after so many parkings it is given up, and stays on file.
alter table webhook_delivery
    add column parkings integer not null default 0,
    drop constraint webhook_delivery_state,
    drop constraint webhook_delivery_settled,
    add constraint webhook_delivery_state check (state in ('received', 'applied', 'ignored', 'parked', 'given_up')),
    add constraint webhook_delivery_settled
        check ((settled_at is not null) = (state in ('applied', 'ignored', 'given_up'))),
    add constraint webhook_delivery_parkings check (parkings >= 0);

-- Few, and asked for by operators, by the gauges and by what settles them.
create index webhook_delivery_given_up on webhook_delivery (received_at) where state = 'given_up';
