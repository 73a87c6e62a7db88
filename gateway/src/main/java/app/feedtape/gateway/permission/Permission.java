package app.feedtape.gateway.permission;

import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.gateway.edge.Visit;
import app.feedtape.messaging.view.RecentView;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.token.AccessToken;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Whether the caller's roles reach for the route. Roles are those of the newest account fact, so
 * that one who was demoted is out at once, and those of the token where no fact is that young.
 */
@Component
public final class Permission {

    private final RecentView<UUID, AccountChanged> changedAccounts;

    Permission(RecentView<UUID, AccountChanged> changedAccounts) {
        this.changedAccounts = changedAccounts;
    }

    /** Refuses a caller without the role. */
    public void check(Visit visit) {
        Set<String> needed = visit.route().access().roles();
        AccessToken token = visit.token();
        if (needed.isEmpty() || token == null) {
            return;
        }
        Collection<String> roles =
                changedAccounts
                        .find(token.accountId())
                        .<Collection<String>>map(AccountChanged::roles)
                        .orElse(token.roles());
        if (Collections.disjoint(roles, needed)) {
            throw ErrorCode.FORBIDDEN.because("This is for operators.");
        }
    }
}
