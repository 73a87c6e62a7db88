-- More ways in bring more reasons to end a session.
alter table session drop constraint session_end_reason;
alter table session add constraint session_end_reason check (
    end_reason in ('logout', 'logout_all', 'reuse', 'suspended', 'revoked', 'expired',
        'password_changed', 'second_factor_changed', 'provider_revoked', 'displaced', 'account_deleted'));
