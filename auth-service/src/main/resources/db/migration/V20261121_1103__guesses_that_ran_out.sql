-- That a mailbox's tries ran out is looked into after the answer, like all that depends on whose it is.
alter table address_errand drop constraint address_errand_kind;
alter table address_errand add constraint address_errand_kind check (
    kind in ('registered', 'verify_again', 'forgot', 'taken', 'guessed'));
