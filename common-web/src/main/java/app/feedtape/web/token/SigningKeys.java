package app.feedtape.web.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.interfaces.ECPublicKey;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The issuer's public keys, by key id (RFC 7517). An unknown id leads to one fetch, shared by all
 * who wait, and then to none for a while: a flood of made-up ids costs two fetches at most in ten
 * seconds.
 */
final class SigningKeys implements KeySource {

    private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);
    private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration COOL_DOWN = Duration.ofSeconds(5);
    private static final Duration MAXIMUM_AGE = Duration.ofMinutes(5);
    private static final int MAXIMUM_BODY_BYTES = 64 * 1024;

    private final URI address;
    private final HttpClient http;
    private final Clock clock;
    private final AtomicReference<@Nullable CompletableFuture<Void>> fetching =
            new AtomicReference<>();
    private volatile Runnable onRemoval = () -> {};
    private volatile Map<String, ECPublicKey> keys = Map.of();
    private volatile Instant fetchedAt = Instant.MIN;
    private volatile Instant triedAt = Instant.MIN;

    /**
     * @param address of the JWKS document
     */
    SigningKeys(URI address, HttpClient http, Clock clock) {
        this.address = address;
        this.http = http;
        this.clock = clock;
    }

    /**
     * What is known without asking. Starts a refresh in the background when the keys have grown
     * old.
     */
    @Override
    public Optional<ECPublicKey> known(String keyId) {
        Instant now = clock.instant();
        if (now.isAfter(fetchedAt.plus(MAXIMUM_AGE)) && mayTry(now)) {
            fetch(now);
        }
        return Optional.ofNullable(keys.get(keyId));
    }

    /**
     * Asks the issuer once when the id is unknown and asking is due; completes empty when it stays
     * unknown.
     */
    @Override
    public CompletableFuture<Optional<ECPublicKey>> find(String keyId) {
        CompletableFuture<Void> running = fetching.get();
        Instant now = clock.instant();
        if (running == null && !mayTry(now)) {
            return CompletableFuture.completedFuture(Optional.ofNullable(keys.get(keyId)));
        }
        return (running != null ? running : fetch(now))
                .thenApply(done -> Optional.ofNullable(keys.get(keyId)));
    }

    @Override
    public boolean isLoaded() {
        return !keys.isEmpty();
    }

    @Override
    public void whenRemoved(Runnable onRemoval) {
        this.onRemoval = onRemoval;
    }

    private boolean mayTry(Instant now) {
        Duration pause = isLoaded() ? COOL_DOWN : Duration.ofMillis(200);
        return now.isAfter(triedAt.plus(pause));
    }

    private CompletableFuture<Void> fetch(Instant now) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> other = fetching.compareAndExchange(null, mine);
        if (other != null) {
            return other;
        }
        triedAt = now;
        HttpRequest request = HttpRequest.newBuilder(address).timeout(FETCH_TIMEOUT).build();
        http.sendAsync(
                        request,
                        HttpResponse.BodyHandlers.limiting(
                                HttpResponse.BodyHandlers.ofString(), MAXIMUM_BODY_BYTES))
                .orTimeout(FETCH_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .thenAccept(this::take)
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        LOG.warn(
                                "Signing keys could not be read from {}: {}",
                                address,
                                failure.toString());
                    }
                    fetching.set(null);
                    mine.complete(null);
                });
        return mine;
    }

    private void take(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new IllegalStateException("status " + response.statusCode());
        }
        Map<String, ECPublicKey> taken = new HashMap<>();
        try {
            for (JWK key : JWKSet.parse(response.body()).getKeys()) {
                if (key instanceof ECKey elliptic && isForTokens(elliptic)) {
                    if (taken.put(key.getKeyID(), elliptic.toECPublicKey()) != null) {
                        throw new IllegalStateException("two keys with one id");
                    }
                }
            }
        } catch (ParseException | JOSEException malformed) {
            throw new IllegalStateException("not a JWKS", malformed);
        }
        boolean removed = !taken.keySet().containsAll(keys.keySet());
        keys = Map.copyOf(taken);
        fetchedAt = clock.instant();
        if (removed) {
            onRemoval.run();
        }
    }

    /**
     * A key says what it is for (RFC 7517, 4.2 to 4.4); one made for something else is not ours.
     */
    private static boolean isForTokens(ECKey key) {
        return key.getKeyID() != null
                && Curve.P_256.equals(key.getCurve())
                && (key.getAlgorithm() == null || JWSAlgorithm.ES256.equals(key.getAlgorithm()))
                && (key.getKeyUse() == null || KeyUse.SIGNATURE.equals(key.getKeyUse()))
                && (key.getKeyOperations() == null
                        || key.getKeyOperations().contains(KeyOperation.VERIFY));
    }
}
