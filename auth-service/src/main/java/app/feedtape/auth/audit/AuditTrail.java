package app.feedtape.auth.audit;

import app.feedtape.events.AuditFact.AuditRecorded;
import app.feedtape.messaging.outbox.Outbox;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.request.RequestContext;
import app.feedtape.web.time.TimeOrderedIds;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The audit trail of people and their ways in. An entry belongs to the transaction of the act:
 * there is no act without its entry and no entry without its act. The service's own role may only
 * add and read.
 */
@Repository
public class AuditTrail {

    private static final String SOURCE = "auth-service";
    private static final int LONGEST_REASON = 500;

    private static final String ADD =
            """
            insert into audit_entry (id, actor, action, subject_id, reason, request_id)
            values (:id, :actor, :action, :subject, :reason, :request)
            returning recorded_at
            """;

    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final TimeOrderedIds ids;

    AuditTrail(JdbcClient jdbc, Outbox outbox, TimeOrderedIds ids) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.ids = ids;
    }

    /**
     * Records an act in its own transaction. Take the account's lock first, as for any other fact
     * about it.
     *
     * @param subject the account it was done to; null when it concerns the whole house
     * @param reason why, or what exactly was changed; never a secret, cut at 500 characters
     * @throws app.feedtape.web.problem.Refusal 503 when it cannot be written: what cannot be
     *     answered for must not happen
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void record(
            Actor actor, Action action, @Nullable UUID subject, @Nullable String reason) {
        UUID id = ids.next();
        String said = shorten(reason);
        String requestId = RequestContext.current().requestId();
        Instant recordedAt = add(id, actor, action, subject, said, requestId);
        outbox.publish(
                new AuditRecorded(
                        id,
                        SOURCE,
                        actor.name(),
                        action.column(),
                        subject,
                        said,
                        requestId,
                        recordedAt));
    }

    private Instant add(
            UUID id,
            Actor actor,
            Action action,
            @Nullable UUID subject,
            @Nullable String reason,
            String requestId) {
        try {
            return jdbc.sql(ADD)
                    .param("id", id)
                    .param("actor", actor.name())
                    .param("action", action.column())
                    .param("subject", subject)
                    .param("reason", reason)
                    .param("request", requestId)
                    .query(OffsetDateTime.class)
                    .single()
                    .toInstant();
        } catch (DataAccessException unwritten) {
            throw ErrorCode.UPSTREAM_UNAVAILABLE
                    .because("This cannot be done right now. Please try again.")
                    .withHeader("Retry-After", "2")
                    .causedBy(unwritten);
        }
    }

    private static @Nullable String shorten(@Nullable String reason) {
        String printable = reason == null ? "" : reason.replaceAll("\\p{Cntrl}", " ").strip();
        if (printable.codePointCount(0, printable.length()) <= LONGEST_REASON) {
            return printable.isEmpty() ? null : printable;
        }
        return printable.substring(0, printable.offsetByCodePoints(0, LONGEST_REASON));
    }
}
