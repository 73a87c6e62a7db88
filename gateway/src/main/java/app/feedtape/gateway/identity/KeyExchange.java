package app.feedtape.gateway.identity;

import app.feedtape.events.KeyFact.KeyChanged;
import app.feedtape.messaging.standing.StandingCalls;
import app.feedtape.messaging.view.RecentView;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.request.RequestContext;
import app.feedtape.web.token.AccessToken;
import app.feedtape.web.token.KeySecret;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * API keys as the rest of the house knows them: as tokens of a minute. One question to auth-service
 * per key at a time, its answer remembered for half a minute unless a fact says that the key is not
 * as it was; what is no key is remembered as such. Only so many questions at once: keys are made up
 * faster than anybody can look for them. While changes of keys may not be heard, an answer is
 * remembered for a second only.
 */
final class KeyExchange {

    private static final Duration REMEMBER = Duration.ofSeconds(30);
    private static final Duration REMEMBER_UNKNOWN = Duration.ofMinutes(1);

    /** Whoever is let in again waits no longer than this for it. */
    private static final Duration REMEMBER_REFUSED = Duration.ofSeconds(1);

    private static final Duration REMEMBER_UNHEARD = Duration.ofSeconds(1);

    private static final int MAXIMUM_REMEMBERED = 20_000;
    private static final int MAXIMUM_UNKNOWN = 100_000;
    private static final int MAXIMUM_UNDER_WAY = 64;

    private final KeyCalls calls;
    private final RecentView<UUID, KeyChanged> changes;
    private final Clock clock;
    private final Semaphore underWay = new Semaphore(MAXIMUM_UNDER_WAY);
    private final ConcurrentMap<Fingerprint, CompletableFuture<Outcome>> asking =
            new ConcurrentHashMap<>();
    private final Cache<Fingerprint, Good> good =
            Caffeine.newBuilder()
                    .maximumSize(MAXIMUM_REMEMBERED)
                    .expireAfterWrite(REMEMBER)
                    .build();
    private final Cache<Fingerprint, Good> justAsked =
            Caffeine.newBuilder()
                    .maximumSize(MAXIMUM_REMEMBERED)
                    .expireAfterWrite(REMEMBER_UNHEARD)
                    .build();
    private final Cache<Fingerprint, Outcome> unknown =
            Caffeine.newBuilder()
                    .maximumSize(MAXIMUM_UNKNOWN)
                    .expireAfterWrite(REMEMBER_UNKNOWN)
                    .build();
    private final Cache<Fingerprint, Outcome> refused =
            Caffeine.newBuilder()
                    .maximumSize(MAXIMUM_REMEMBERED)
                    .expireAfterWrite(REMEMBER_REFUSED)
                    .build();

    KeyExchange(KeyCalls calls, RecentView<UUID, KeyChanged> changes, Clock clock) {
        this.calls = calls;
        this.changes = changes;
        this.clock = clock;
    }

    /** What became of a key. */
    sealed interface Outcome {}

    /**
     * @param bearer the token that stands for the key behind the gateway
     * @param version of the key when it was exchanged
     */
    record Good(AccessToken token, String bearer, long version) implements Outcome {
        @Override
        public String toString() {
            return "Good[hidden]";
        }
    }

    /** Unknown, expired or revoked. */
    record Unknown() implements Outcome {}

    /** A key in order whose owner may not act, or nobody who could say. */
    record Refused(Refusal refusal) implements Outcome {}

    private record Fingerprint(long a, long b, long c, long d) {
        static Fingerprint of(KeySecret secret) {
            ByteBuffer hash = ByteBuffer.wrap(secret.hash());
            return new Fingerprint(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
        }
    }

    /** What is known without asking. */
    Optional<Outcome> remembered(KeySecret secret) {
        Fingerprint fingerprint = Fingerprint.of(secret);
        boolean heard = changes.isCurrentWithin(StandingCalls.RELIED_ON);
        Good known = (heard ? good : justAsked).getIfPresent(fingerprint);
        if (known != null && isCurrent(known)) {
            return Optional.of(known);
        }
        Outcome no = unknown.getIfPresent(fingerprint);
        return Optional.ofNullable(no != null ? no : refused.getIfPresent(fingerprint));
    }

    private boolean isCurrent(Good known) {
        boolean timely = clock.instant().isBefore(known.token().expiresAt());
        AccessToken.Key key = known.token().key();
        return timely
                && key != null
                && changes.find(key.id())
                        .filter(change -> change.version() > known.version())
                        .isEmpty();
    }

    /** Asks auth-service, or waits with those who ask already. Never completes exceptionally. */
    CompletableFuture<Outcome> ask(RequestContext context, KeySecret secret) {
        Fingerprint fingerprint = Fingerprint.of(secret);
        CompletableFuture<Outcome> mine = new CompletableFuture<>();
        CompletableFuture<Outcome> other = asking.putIfAbsent(fingerprint, mine);
        if (other != null) {
            return other.copy();
        }
        // Somebody's question may have been answered since this caller looked.
        Optional<Outcome> since = remembered(secret);
        if (since.isPresent()) {
            asking.remove(fingerprint, mine);
            mine.complete(since.get());
            return mine;
        }
        if (!underWay.tryAcquire()) {
            asking.remove(fingerprint, mine);
            mine.complete(unavailable(null));
            return mine;
        }
        calls.exchange(context, secret)
                .exceptionally(KeyExchange::unavailable)
                .whenComplete((outcome, impossible) -> {
                    underWay.release();
                    remember(fingerprint, outcome);
                    asking.remove(fingerprint, mine);
                    mine.complete(outcome);
                });
        return mine.copy();
    }

    private void remember(Fingerprint fingerprint, Outcome outcome) {
        switch (outcome) {
            case Good known -> {
                good.put(fingerprint, known);
                justAsked.put(fingerprint, known);
            }
            case Unknown no -> unknown.put(fingerprint, no);
            case Refused no -> refused.put(fingerprint, no);
        }
    }

    private static Outcome unavailable(@Nullable Throwable failure) {
        Refusal refusal =
                ErrorCode.UPSTREAM_UNAVAILABLE
                        .because("Your key cannot be checked at the moment. Please try again.")
                        .withHeader("Retry-After", "1");
        return new Refused(failure == null ? refusal : refusal.causedBy(failure));
    }
}
