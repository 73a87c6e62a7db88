-- A period that was paid after all is no longer looked at.
alter table dunning add column paid_at timestamptz;

drop index dunning_running;
create index dunning_running on dunning (purchase_id) where ended_at is null and paid_at is null;
