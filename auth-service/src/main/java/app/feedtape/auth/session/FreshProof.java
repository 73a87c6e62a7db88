package app.feedtape.auth.session;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.Caller;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The door before what must not be done with a session that somebody merely found open: changing
 * how one signs in, deletion, keys. A proof is fresh for 15 minutes.
 */
@Component
public class FreshProof {

    private static final String FRESH =
            """
            select coalesce(strong_at > app_now() - interval '15 minutes', false) as strong,
                started_at > app_now() - interval '15 minutes' as recent
            from session where id = :id and account_id = :account and ended_at is null
            """;

    private final JdbcClient jdbc;
    private final ObjectProvider<SecondFactorEnrolment> enrolment;

    FreshProof(JdbcClient jdbc, ObjectProvider<SecondFactorEnrolment> enrolment) {
        this.jdbc = jdbc;
        this.enrolment = enrolment;
    }

    private record Freshness(boolean strong, boolean recent) {}

    /**
     * Lets a caller pass who needs no second factor, or has shown it lately in this session.
     *
     * @throws Refusal 403 TWO_FACTOR_REQUIRED (POST {@code /auth/two-factor/verify} opens the
     *     door); 403 FORBIDDEN for an operator who acts in the person's name
     */
    public void require(Caller caller) {
        refuseActor(caller);
        if (isEnrolled(caller.accountId()) && !freshness(caller).strong()) {
            throw tooWeak();
        }
    }

    /**
     * The same, and who has no second factor must have signed in lately.
     *
     * @throws Refusal 403 TWO_FACTOR_REQUIRED; 403 RECENT_SIGN_IN_REQUIRED; 403 FORBIDDEN
     */
    public void requireRecent(Caller caller) {
        refuseActor(caller);
        Freshness freshness = freshness(caller);
        if (freshness.strong()) {
            return;
        }
        if (isEnrolled(caller.accountId())) {
            throw tooWeak();
        }
        if (!freshness.recent()) {
            throw ErrorCode.RECENT_SIGN_IN_REQUIRED.because("Please sign in again to do this.");
        }
    }

    private boolean isEnrolled(UUID accountId) {
        return enrolment.stream().anyMatch(known -> known.isEnrolled(accountId));
    }

    private Freshness freshness(Caller caller) {
        Optional<Freshness> found =
                jdbc.sql(FRESH)
                        .param("id", caller.token().sessionId())
                        .param("account", caller.accountId())
                        .query((row, number) ->
                                new Freshness(row.getBoolean("strong"), row.getBoolean("recent")))
                        .optional();
        return found.orElse(new Freshness(false, false));
    }

    private static void refuseActor(Caller caller) {
        if (caller.token().actor() != null) {
            throw ErrorCode.FORBIDDEN.because("Only the person themselves can do this.");
        }
    }

    private static Refusal tooWeak() {
        return ErrorCode.TWO_FACTOR_REQUIRED.because("Please confirm with your second factor.");
    }
}
