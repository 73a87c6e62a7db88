package app.feedtape.auth.identity;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.net.URI;
import java.net.http.HttpRequest;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The keys providers sign id tokens with. Asked for again after an hour, or for a key id nobody has
 * seen, but never more often than every ten seconds; while a provider does not answer, the keys
 * that are known stay good for a day.
 */
@Component
class ProviderKeys {

    private static final Logger LOG = LoggerFactory.getLogger(ProviderKeys.class);
    private static final Duration FRESH = Duration.ofHours(1);
    private static final Duration USABLE = Duration.ofDays(1);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final int FEWEST_BITS = 2048;

    private final ProviderHttp http;
    private final Clock clock;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    ProviderKeys(ProviderHttp http, Clock clock) {
        this.http = http;
        this.clock = clock;
    }

    /** What one provider has told. */
    private static final class Known {
        final ReentrantLock asking = new ReentrantLock();
        volatile Map<String, RSAKey> keys = Map.of();
        volatile Instant toldAt = Instant.MIN;
        volatile Instant askedAt = Instant.MIN;
        volatile @Nullable RuntimeException failure;
    }

    /**
     * The key with this id; empty when the provider says that it has none.
     *
     * @throws app.feedtape.web.problem.Refusal UPSTREAM_UNAVAILABLE when the provider cannot be
     *     asked and the key is not known
     */
    Optional<RSAKey> find(Provider provider, URI address, String keyId) {
        Known told = known.computeIfAbsent(provider.name(), name -> new Known());
        RSAKey key = usable(told, keyId);
        if (key == null || isOlderThan(told.toldAt, FRESH)) {
            refresh(provider, address, told);
            key = usable(told, keyId);
        }
        RuntimeException failure = told.failure;
        if (key == null && failure != null) {
            throw failure;
        }
        return Optional.ofNullable(key);
    }

    private @Nullable RSAKey usable(Known told, String keyId) {
        return isOlderThan(told.toldAt, USABLE) ? null : told.keys.get(keyId);
    }

    private boolean isOlderThan(Instant moment, Duration age) {
        return moment.equals(Instant.MIN) || moment.plus(age).isBefore(clock.instant());
    }

    /** Whoever waits for the one that asks finds its answer, good or bad. */
    private void refresh(Provider provider, URI address, Known told) {
        told.asking.lock();
        try {
            if (!isOlderThan(told.askedAt, PAUSE)) {
                return;
            }
            told.askedAt = clock.instant();
            told.keys = read(http.keys(HttpRequest.newBuilder(address).GET()));
            told.toldAt = clock.instant();
            told.failure = null;
        } catch (RuntimeException failure) {
            LOG.warn("The keys of {} cannot be read: {}", provider, String.valueOf(failure));
            told.failure = failure;
        } finally {
            told.asking.unlock();
        }
    }

    /** Keys without an id, of another kind, for another use or too short are as good as absent. */
    private static Map<String, RSAKey> read(String json) {
        Map<String, RSAKey> keys = new HashMap<>();
        try {
            for (JWK each : JWKSet.parse(json).getKeys()) {
                boolean signs =
                        each.getKeyUse() == null || "sig".equals(each.getKeyUse().getValue());
                if (signs
                        && each.getKeyID() != null
                        && each instanceof RSAKey rsa
                        && rsa.size() >= FEWEST_BITS) {
                    keys.put(each.getKeyID(), rsa.toPublicJWK());
                }
            }
        } catch (ParseException | RuntimeException unreadable) {
            throw ProviderHttp.unavailable(unreadable);
        }
        if (keys.isEmpty()) {
            throw ProviderHttp.unavailable(new IllegalStateException("no usable key"));
        }
        return Map.copyOf(keys);
    }
}
