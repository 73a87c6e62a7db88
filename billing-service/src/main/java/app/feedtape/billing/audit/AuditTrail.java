package app.feedtape.billing.audit;

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
 * The trail of what operators did to money and what it buys. An entry is written before its act and
 * in the same transaction, so there is neither without the other. The service's own role may only
 * add and read.
 */
@Repository
public class AuditTrail {

    private static final String SOURCE = "billing-service";
    private static final int LONGEST_REASON = 500;

    private static final String ADD =
            """
            insert into audit_entry (id, actor, action, subject_id, object, object_version, reason, request_id)
            values (:id, :actor, :action, :subject, :object, :version, :reason, :request)
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
     * What it was done to.
     *
     * @param payer null when it concerns the whole house
     * @param object such as {@code plan:pro}
     * @param version that the object has by the act; null where it has none
     */
    public record Subject(@Nullable UUID payer, @Nullable String object, @Nullable Long version) {}

    /**
     * Records an order in its own transaction, before it is carried out.
     *
     * @param reason why, and what exactly was ordered; never a secret, cut at 500 characters
     * @throws app.feedtape.web.problem.Refusal 503 when it cannot be written: what cannot be
     *     answered for must not happen
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void record(Actor actor, Action action, Subject subject, String reason) {
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
                        subject.payer(),
                        said,
                        requestId,
                        recordedAt));
    }

    private Instant add(
            UUID id, Actor actor, Action action, Subject subject, String reason, String requestId) {
        try {
            return jdbc.sql(ADD)
                    .param("id", id)
                    .param("actor", actor.name())
                    .param("action", action.column())
                    .param("subject", subject.payer())
                    .param("object", subject.object())
                    .param("version", subject.version())
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

    private static String shorten(String reason) {
        String printable = reason.replaceAll("\\p{Cntrl}", " ").strip();
        return printable.codePointCount(0, printable.length()) <= LONGEST_REASON
                ? printable
                : printable.substring(0, printable.offsetByCodePoints(0, LONGEST_REASON));
    }
}
