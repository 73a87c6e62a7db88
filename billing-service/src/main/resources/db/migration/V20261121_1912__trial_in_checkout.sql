-- Days that are free before the first payment of what is bought on a page.
alter table checkout
    add column trial_days integer not null default 0,
    add constraint checkout_trial_days check (trial_days between 0 and 365);
