-- An answer that never came says nothing about the bill: the provider may have charged the call or not. Until now such a
-- call counted as refused, and the provider's figures could be higher than ours for no visible reason.
alter table provider_outcome drop constraint provider_outcome_kind;
alter table provider_outcome drop constraint provider_outcome_refused_is_free;
alter table provider_outcome
    add constraint provider_outcome_kind check (outcome in ('stored', 'wasted', 'refused', 'unknown')),
    add constraint provider_outcome_only_answers_cost
        check (outcome not in ('refused', 'unknown') or accepted_characters = 0);
