package app.feedtape.billing.endpoint;

import app.feedtape.billing.endpoint.Deliveries.Claimed;
import app.feedtape.events.NotificationFact.NotificationRequested;
import app.feedtape.messaging.outbox.Outbox;
import app.feedtape.web.secret.UnusableSecret;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tries one delivery and notes how it went. Nothing of the database is held while the receiver is
 * awaited. Five days without one success end an endpoint, and so does a receiver that says 410.
 */
@Component
class DeliveryAttempt {

    /** Two more than one delivery is tried for: not a single event alone ends an endpoint. */
    static final Duration LONGEST_FAILING = Duration.ofDays(5);

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryAttempt.class);

    private static final String OWNER = "select account_id from endpoint where id = :id";

    private final Deliveries deliveries;
    private final Endpoints endpoints;
    private final EndpointSecrets secrets;
    private final EndpointCalls calls;
    private final TransactionTemplate transaction;
    private final Outbox outbox;
    private final MeterRegistry metrics;
    private final JdbcClient jdbc;

    DeliveryAttempt(
            Deliveries deliveries,
            Endpoints endpoints,
            EndpointSecrets secrets,
            EndpointCalls calls,
            TransactionTemplate transaction,
            Outbox outbox,
            MeterRegistry metrics,
            JdbcClient jdbc) {
        this.deliveries = deliveries;
        this.endpoints = endpoints;
        this.secrets = secrets;
        this.calls = calls;
        this.transaction = transaction;
        this.outbox = outbox;
        this.metrics = metrics;
        this.jdbc = jdbc;
    }

    void make(Claimed claimed) {
        Attempt attempt = attempt(claimed);
        metrics.counter(
                        "feedtape.webhooks.attempts",
                        "outcome",
                        attempt.isSuccess() ? "delivered" : "failed")
                .increment();
        transaction.executeWithoutResult(status -> note(claimed, attempt));
    }

    /** What cannot be signed is a try that failed: it is in the log, and comes to an end. */
    private Attempt attempt(Claimed claimed) {
        Map<String, String> headers;
        try {
            headers = headers(claimed);
        } catch (UnusableSecret unreadable) {
            LOG.error("Delivery {} cannot be signed", claimed.id(), unreadable);
            return Attempt.failed(Duration.ZERO, "secret_unusable");
        }
        return calls.post(claimed.url(), headers, claimed.body());
    }

    private Map<String, String> headers(Claimed claimed) {
        String id = EventIntake.wireId(claimed.eventId());
        long second = claimed.now().getEpochSecond();
        Stream<byte[]> opened =
                claimed.secrets().stream()
                        .map(sealed -> secrets.open(sealed, claimed.endpointId()));
        return Map.of(
                "webhook-id",
                id,
                "webhook-timestamp",
                Long.toString(second),
                "webhook-signature",
                Signature.of(opened.toList(), id, second, claimed.body()));
    }

    private void note(Claimed claimed, Attempt attempt) {
        if (!endpoints.tryLock(claimed.endpointId())) {
            return;
        }
        Optional<Instant> next = attempt.isSuccess() ? Optional.empty() : next(claimed, attempt);
        String state = attempt.isSuccess() ? "delivered" : next.isPresent() ? "pending" : "failed";
        Optional<Integer> number = deliveries.settle(claimed, state, next.orElse(null));
        if (number.isEmpty()) {
            return;
        }
        deliveries.recordAttempt(claimed, number.get(), attempt);
        if (attempt.isSuccess()) {
            endpoints.succeeded(claimed.endpointId());
        } else {
            failed(claimed, attempt);
        }
    }

    private static Optional<Instant> next(Claimed claimed, Attempt attempt) {
        return RetrySchedule.next(
                claimed.tries() + 1,
                claimed.begunAt(),
                claimed.now().plus(attempt.took()),
                attempt.retryAfter(),
                ThreadLocalRandom.current().nextDouble());
    }

    private void failed(Claimed claimed, Attempt attempt) {
        boolean tooLong = endpoints.failed(claimed.endpointId(), LONGEST_FAILING);
        if (attempt.isGone()) {
            disable(claimed, "gone");
        } else if (tooLong) {
            disable(claimed, "failing");
        }
    }

    private void disable(Claimed claimed, String reason) {
        if (!endpoints.tryDisable(claimed.endpointId(), reason)) {
            return;
        }
        deliveries.skipPending(claimed.endpointId());
        LOG.info("Endpoint {} is disabled: {}", claimed.endpointId(), reason);
        UUID owner = jdbc.sql(OWNER).param("id", claimed.endpointId()).query(UUID.class).single();
        outbox.publish(
                new NotificationRequested(
                        owner,
                        "webhook_disabled_" + reason,
                        Map.of("host", String.valueOf(URI.create(claimed.url()).getHost())),
                        "webhook_disabled " + claimed.id() + " " + claimed.lease()));
    }
}
