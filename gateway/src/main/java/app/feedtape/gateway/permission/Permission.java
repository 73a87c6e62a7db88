package app.feedtape.gateway.permission;

import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.gateway.edge.Visit;
import app.feedtape.gateway.route.Route;
import app.feedtape.messaging.view.RecentView;
import app.feedtape.web.WebSettings;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.token.AccessToken;
import app.feedtape.web.token.InAnothersName;
import app.feedtape.web.token.KeyScope;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Whether the caller's roles reach for the route, a key's scopes, an operator's permission. Roles
 * are those of the newest account fact, so that one who was demoted is out at once, those of the
 * token where no fact is that young, and auth-service's own where facts cannot be relied on.
 */
@Component
public final class Permission {

    private final RecentView<UUID, AccountChanged> changedAccounts;
    private final boolean operatorsNeedSecondFactor;

    Permission(RecentView<UUID, AccountChanged> changedAccounts, WebSettings settings) {
        this.changedAccounts = changedAccounts;
        this.operatorsNeedSecondFactor = settings.operatorsNeedSecondFactor();
    }

    /**
     * Refuses a key without the scope, an operator in another's name, a caller without the role.
     */
    public void check(Visit visit, String method, String path) {
        AccessToken token = visit.token();
        if (token == null) {
            return;
        }
        requireScope(visit.route(), token);
        InAnothersName.check(token, method, path);
        requireRole(visit, token);
    }

    private static void requireScope(Route route, AccessToken token) {
        KeyScope needed = route.keyScope();
        if (token.key() == null) {
            return;
        }
        if (needed == null) {
            throw ErrorCode.FORBIDDEN.because("API keys cannot be used here.");
        }
        if (!token.scopes().contains(needed.wireName())) {
            throw ErrorCode.FORBIDDEN.because(
                    "This key lacks the scope %s.".formatted(needed.wireName()));
        }
    }

    private void requireRole(Visit visit, AccessToken token) {
        Set<String> needed = visit.route().access().roles();
        if (needed.isEmpty()) {
            return;
        }
        if (Collections.disjoint(roles(visit, token), needed)) {
            throw ErrorCode.FORBIDDEN.because("This is for operators.");
        }
        if (operatorsNeedSecondFactor && !token.isProvenTwice()) {
            throw ErrorCode.TWO_FACTOR_REQUIRED.because(
                    "Operators need a second factor. Please confirm with yours.");
        }
    }

    private Collection<String> roles(Visit visit, AccessToken token) {
        Set<String> confirmed = visit.confirmedRoles();
        return confirmed != null
                ? confirmed
                : changedAccounts
                        .find(token.accountId())
                        .<Collection<String>>map(AccountChanged::roles)
                        .orElse(token.roles());
    }
}
