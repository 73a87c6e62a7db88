package app.feedtape.admin.account;

import app.feedtape.web.WebSettings;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.servlet.CallerVeto;
import app.feedtape.web.token.Caller;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Everything in this room is for operators, and for nobody acting in another's name. Whoever was
 * demoted or promoted after the token was issued is judged by the account as it is now; else the
 * token says what is newest.
 */
@Component
class OperatorsOnly implements CallerVeto {

    private static final Set<String> OPERATORS = Set.of("admin", "support");

    private static final String ROLES =
            "select array_to_string(roles, ',') as roles, changed_at from account where id = :id";

    private final JdbcClient jdbc;
    private final boolean needsSecondFactor;

    OperatorsOnly(JdbcClient jdbc, WebSettings settings) {
        this.jdbc = jdbc;
        this.needsSecondFactor = settings.operatorsNeedSecondFactor();
    }

    private record Roles(Set<String> names, Instant changedAt) {}

    @Override
    public void check(Caller caller) {
        if (caller.token().actor() != null) {
            throw forOperators();
        }
        Set<String> roles =
                find(caller.accountId())
                        .filter(known -> !known.changedAt().isBefore(caller.token().issuedAt()))
                        .map(Roles::names)
                        .orElse(caller.token().roles());
        if (Collections.disjoint(roles, OPERATORS)) {
            throw forOperators();
        }
        if (needsSecondFactor && !caller.isProvenTwice()) {
            throw ErrorCode.TWO_FACTOR_REQUIRED.because(
                    "Operators need a second factor. Please confirm with yours.");
        }
    }

    private Optional<Roles> find(UUID accountId) {
        return jdbc.sql(ROLES)
                .param("id", accountId)
                .query((row, number) ->
                        new Roles(
                                Set.copyOf(Arrays.asList(row.getString("roles").split(","))),
                                row.getObject("changed_at", OffsetDateTime.class).toInstant()))
                .optional();
    }

    private static Refusal forOperators() {
        return ErrorCode.FORBIDDEN.because("This is for operators.");
    }
}
