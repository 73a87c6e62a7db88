-- Notes of work that is long done are forgotten (docs/decisions/0110).
grant delete on checkout, reconciliation_run, reconciliation_difference, stripe_returned_payment, dunning to "${app_role}";
