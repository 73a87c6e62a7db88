package app.feedtape.billing.endpoint;

import app.feedtape.messaging.privacy.ClosedAccounts;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.time.TimeOrderedIds;
import app.feedtape.web.token.Caller;
import java.time.Duration;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Makes, changes and removes endpoints; each takes place as a whole. */
@Service
class EndpointChanges {

    /** More receivers than anybody runs; all of a payer's members together. */
    static final int MOST_PER_PAYER = 20;

    /** For exchanging a secret at the receiver without missing anything. */
    static final Duration OVERLAP = Duration.ofHours(24);

    private final Endpoints endpoints;
    private final Deliveries deliveries;
    private final EndpointSecrets secrets;
    private final ArticleInterest interest;
    private final ClosedAccounts closed;
    private final TimeOrderedIds ids;

    EndpointChanges(
            Endpoints endpoints,
            Deliveries deliveries,
            EndpointSecrets secrets,
            ArticleInterest interest,
            ClosedAccounts closed,
            TimeOrderedIds ids) {
        this.endpoints = endpoints;
        this.deliveries = deliveries;
        this.secrets = secrets;
        this.interest = interest;
        this.closed = closed;
        this.ids = ids;
    }

    @Transactional
    public EndpointAnswer create(Caller caller, EndpointWish wish) {
        if (closed.isClosed(caller.accountId()) || closed.isClosed(caller.payerId())) {
            throw nothing();
        }
        if (endpoints.lockAndCount(caller.payerId()) >= MOST_PER_PAYER) {
            throw ErrorCode.CONFLICT
                    .because(
                            "There are %d webhooks already. Delete one you do not use."
                                    .formatted(MOST_PER_PAYER))
                    .with("limit", MOST_PER_PAYER);
        }
        UUID id = ids.next();
        EndpointSecrets.Made secret = secrets.make(id);
        endpoints.add(id, caller.payerId(), caller.accountId(), wish, secret.sealed());
        interest.tell(caller.accountId());
        return EndpointAnswer.of(get(caller, id), secret.shown());
    }

    /**
     * What is not sent stays as it is now, whatever happened since it was looked at. What waits for
     * an endpoint that is switched off is skipped, and can be replayed.
     */
    @Transactional
    public EndpointAnswer change(Caller caller, UUID id, EndpointRequest request) {
        take(caller, id);
        Endpoint before = get(caller, id);
        EndpointWish wish =
                request.parse(
                        new EndpointWish(
                                before.url(),
                                before.description(),
                                before.eventTypes(),
                                before.enabled()));
        endpoints.change(id, wish);
        interest.tell(caller.accountId());
        if (!wish.enabled()) {
            deliveries.skipPending(id);
        }
        return EndpointAnswer.of(get(caller, id));
    }

    @Transactional
    public EndpointAnswer rotate(Caller caller, UUID id) {
        take(caller, id);
        EndpointSecrets.Made secret = secrets.make(id);
        endpoints.rotate(id, secret.sealed(), OVERLAP);
        return EndpointAnswer.of(get(caller, id), secret.shown());
    }

    @Transactional
    public void delete(Caller caller, UUID id) {
        if (!endpoints.tryDelete(caller.payerId(), caller.accountId(), id)) {
            throw nothing();
        }
        interest.tell(caller.accountId());
    }

    /** 404 also for somebody else's. */
    Endpoint get(Caller caller, UUID id) {
        return endpoints
                .find(caller.payerId(), caller.accountId(), id)
                .orElseThrow(EndpointChanges::nothing);
    }

    private void take(Caller caller, UUID id) {
        get(caller, id);
        if (!endpoints.tryLock(id)) {
            throw nothing();
        }
    }

    static Refusal nothing() {
        return ErrorCode.NOT_FOUND.because("There is nothing here.");
    }
}
