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
import java.util.stream.Collectors;
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
        check(visit, visit.route(), method, path);
    }

    /** The same for another route than the one the visit met, which is read in its name. */
    public void check(Visit visit, Route route, String method, String path) {
        AccessToken token = visit.token();
        if (token == null) {
            return;
        }
        requireScope(route, token);
        InAnothersName.check(token, method, path);
        requireRole(visit, route, token);
    }

    private static void requireScope(Route route, AccessToken token) {
        if (token.key() == null) {
            return;
        }
        Set<KeyScope> needed = route.keyScopes();
        for (KeyScope scope : needed) {
            if (token.scopes().contains(scope.wireName())) {
                return;
            }
        }
        throw ErrorCode.FORBIDDEN.because(
                needed.isEmpty()
                        ? "API keys cannot be used here."
                        : "This key lacks the scope %s.".formatted(inWords(needed)));
    }

    private static String inWords(Set<KeyScope> scopes) {
        return scopes.stream().map(KeyScope::wireName).sorted().collect(Collectors.joining(" or "));
    }

    private void requireRole(Visit visit, Route route, AccessToken token) {
        Set<String> needed = route.access().roles();
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
