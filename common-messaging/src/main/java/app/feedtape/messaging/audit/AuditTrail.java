package app.feedtape.messaging.audit;

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
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * A service's own audit trail. An entry belongs to the transaction of the act: there is no act
 * without its entry and no entry without its act. The service's role may only add and read.
 */
public class AuditTrail {

    private static final int LONGEST_REASON = 500;

    private static final String ADD =
            """
            insert into audit_entry (id, actor, action, subject_id, object, object_version, reason, request_id)
            values (:id, :actor, :action, :subject, :object, :version, :reason, :request)
            returning recorded_at
            """;

    private final String service;
    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final TimeOrderedIds ids;

    AuditTrail(String service, JdbcClient jdbc, Outbox outbox, TimeOrderedIds ids) {
        this.service = service;
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.ids = ids;
    }

    /**
     * What it was done to.
     *
     * @param whom the account or payer; null when it concerns the whole house
     * @param object such as {@code plan:pro}
     * @param version that the object has by the act; null where it has none
     */
    public record Subject(@Nullable UUID whom, @Nullable String object, @Nullable Long version) {}

    /** Records an act on an account as a whole. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void record(Actor actor, AuditAction action, UUID whom, @Nullable String reason) {
        record(actor, action, new Subject(whom, null, null), reason);
    }

    /**
     * Records an act in its own transaction, before it is carried out. Take the account's lock
     * first, as for any other fact about it.
     *
     * @param reason why, or what exactly was done; never a secret, cut at 500 characters
     * @throws app.feedtape.web.problem.Refusal 503 when it cannot be written: what cannot be
     *     answered for must not happen
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void record(Actor actor, AuditAction action, Subject subject, @Nullable String reason) {
        UUID id = ids.next();
        String said = shorten(reason);
        String requestId = RequestContext.current().requestId();
        Instant recordedAt = add(id, actor, action, subject, said, requestId);
        outbox.publish(
                new AuditRecorded(
                        id,
                        service,
                        actor.name(),
                        action.column(),
                        subject.whom(),
                        said,
                        requestId,
                        recordedAt));
    }

    private Instant add(
            UUID id,
            Actor actor,
            AuditAction action,
            Subject subject,
            @Nullable String reason,
            String requestId) {
        try {
            return jdbc.sql(ADD)
                    .param("id", id)
                    .param("actor", actor.name())
                    .param("action", action.column())
                    .param("subject", subject.whom())
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

    private static @Nullable String shorten(@Nullable String reason) {
        String printable = reason == null ? "" : reason.replaceAll("\\p{Cntrl}", " ").strip();
        if (printable.codePointCount(0, printable.length()) <= LONGEST_REASON) {
            return printable.isEmpty() ? null : printable;
        }
        return printable.substring(0, printable.offsetByCodePoints(0, LONGEST_REASON));
    }
}
