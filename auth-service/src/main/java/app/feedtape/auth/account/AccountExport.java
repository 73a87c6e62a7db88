package app.feedtape.auth.account;

import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The person's record as they get it. */
@Component
class AccountExport implements Exported {

    private final Accounts accounts;

    AccountExport(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public String name() {
        return "account";
    }

    @Override
    public Object export(UUID accountId) {
        Account account = accounts.find(accountId).orElseThrow();
        return Map.of(
                "id", account.id(),
                "email", account.email() == null ? "" : account.email(),
                "email_verified", account.emailVerified(),
                "name", account.name() == null ? "" : account.name(),
                "roles", account.roles(),
                "settings", account.settings(),
                "created_at", account.createdAt());
    }
}
