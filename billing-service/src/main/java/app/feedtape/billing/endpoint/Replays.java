package app.feedtape.billing.endpoint;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.token.Caller;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Clock;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Lets deliveries begin anew because their owner says so; the id of the event stays. */
@Service
class Replays {

    static final int MOST_AT_ONCE = 1_000;

    private final EndpointChanges changes;
    private final Endpoints endpoints;
    private final Deliveries deliveries;
    private final EventIntake intake;
    private final Clock clock;

    Replays(
            EndpointChanges changes,
            Endpoints endpoints,
            Deliveries deliveries,
            EventIntake intake,
            Clock clock) {
        this.changes = changes;
        this.endpoints = endpoints;
        this.deliveries = deliveries;
        this.intake = intake;
        this.clock = clock;
    }

    /**
     * @param remaining how many of the range were too many for one request
     */
    record Replayed(
            @JsonProperty("replayed") int replayed, @JsonProperty("remaining") long remaining) {}

    record TestData(@JsonProperty("endpoint_id") UUID endpointId) {}

    @Transactional
    public void one(Caller caller, UUID endpointId, UUID delivery) {
        requireEnabled(caller, endpointId);
        if (!deliveries.tryReplay(endpointId, delivery)) {
            throw ErrorCode.CONFLICT.because("This delivery is waiting to be tried already.");
        }
    }

    @Transactional
    public Replayed range(Caller caller, UUID endpointId, DeliveryRange range) {
        requireEnabled(caller, endpointId);
        int replayed = deliveries.replayRange(endpointId, range, MOST_AT_ONCE);
        return new Replayed(replayed, deliveries.countRange(endpointId, range));
    }

    /** Answers the delivery of an event that nobody but this endpoint hears of. */
    @Transactional
    public UUID test(Caller caller, UUID endpointId) {
        Endpoint endpoint = requireEnabled(caller, endpointId);
        return intake.take(
                new CustomerEvent(
                        EventType.ENDPOINT_TEST,
                        endpoint.payerId(),
                        endpoint.accountId(),
                        UUID.randomUUID().toString(),
                        clock.instant(),
                        new TestData(endpointId)),
                endpointId);
    }

    private Endpoint requireEnabled(Caller caller, UUID endpointId) {
        changes.get(caller, endpointId);
        if (!endpoints.tryLock(endpointId)) {
            throw EndpointChanges.nothing();
        }
        Endpoint endpoint = changes.get(caller, endpointId);
        if (!endpoint.enabled()) {
            throw ErrorCode.CONFLICT.because("This webhook is disabled. Enable it first.");
        }
        return endpoint;
    }
}
