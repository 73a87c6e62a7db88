package app.feedtape.auth.token;

import app.feedtape.auth.audit.Action;
import app.feedtape.auth.token.SigningKey.State;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.messaging.audit.AuditTrail;
import app.feedtape.messaging.audit.AuditTrail.Subject;
import app.feedtape.web.token.KeySource;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The keys as this instance knows them: which signs, and which are published. Made at the first
 * start by whichever instance wins; looked up again every half minute, so that another instance's
 * rotation is followed long before the retired key disappears.
 */
@Component
class Keyring implements KeySource {

    private static final Logger LOG = LoggerFactory.getLogger(Keyring.class);
    private static final Duration SIGNS_FOR = Duration.ofDays(30);
    private static final Duration COOL_DOWN = Duration.ofSeconds(5);

    private final SigningKeyRows rows;
    private final TransactionTemplate transaction;
    private final AuditTrail audit;
    private final Clock clock;
    private volatile Runnable onRemoval = () -> {};
    private volatile Known known;
    private volatile Instant lookedUpAt;

    private record Known(SigningKey active, Map<String, ECPublicKey> published, String jwks) {}

    Keyring(SigningKeyRows rows, TransactionTemplate transaction, AuditTrail audit, Clock clock) {
        this.rows = rows;
        this.transaction = transaction;
        this.audit = audit;
        this.clock = clock;
        for (State state : List.of(State.ACTIVE, State.NEXT)) {
            if (rows.listPublished().stream().noneMatch(key -> key.state() == state)) {
                rows.tryAdd(newPair(), state);
            }
        }
        this.known = read(rows.listPublished());
        this.lookedUpAt = clock.instant();
    }

    /** The pair that signs now. */
    ECKey signing() {
        return known.active().pair();
    }

    /**
     * The JWKS document (RFC 7517): the active key, the next one, and retired ones whose tokens
     * live.
     */
    String jwks() {
        return known.jwks();
    }

    /** Ids of the keys of that document. */
    List<String> published() {
        return List.copyOf(known.published().keySet());
    }

    @Override
    public Optional<ECPublicKey> known(String keyId) {
        return Optional.ofNullable(known.published().get(keyId));
    }

    @Override
    public CompletableFuture<Optional<ECPublicKey>> find(String keyId) {
        if (clock.instant().isAfter(lookedUpAt.plus(COOL_DOWN))) {
            lookUp();
        }
        return CompletableFuture.completedFuture(known(keyId));
    }

    @Override
    public boolean isLoaded() {
        return true;
    }

    @Override
    public void whenRemoved(Runnable onRemoval) {
        this.onRemoval = onRemoval;
    }

    /**
     * The next key signs from now on and a new next one is published. Of several instances at once
     * one rotates; tokens of the retired key stay good until they expire.
     *
     * @param by who answers for it
     */
    void rotate(Actor by) {
        SigningKey retiring = known.active();
        transaction.executeWithoutResult(status -> {
            if (rows.tryRetire(retiring.id())) {
                rows.promoteNext();
                rows.tryAdd(newPair(), State.NEXT);
                audit.record(
                        by,
                        Action.SIGNING_KEY_ROTATED,
                        new Subject(null, "signing_key:" + retiring.id(), null),
                        "key " + retiring.id());
                LOG.info("Signing key {} is retired", retiring.id());
            }
        });
        lookUp();
    }

    @Scheduled(fixedDelay = 30_000, initialDelay = 30_000)
    void keepUp() {
        lookUp();
        Instant activeAt = known.active().activeAt();
        if (activeAt != null && clock.instant().isAfter(activeAt.plus(SIGNS_FOR))) {
            rotate(Actor.SYSTEM);
        }
        rows.forgetRetired();
    }

    private synchronized void lookUp() {
        lookedUpAt = clock.instant();
        Known before = known;
        known = read(rows.listPublished());
        if (!known.published().keySet().containsAll(before.published().keySet())) {
            onRemoval.run();
        }
    }

    private static Known read(List<SigningKey> keys) {
        SigningKey active =
                keys.stream()
                        .filter(key -> key.state() == State.ACTIVE)
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("No active signing key"));
        Map<String, ECPublicKey> published = new LinkedHashMap<>();
        try {
            for (SigningKey key : keys) {
                published.put(key.id(), key.pair().toECPublicKey());
            }
        } catch (JOSEException unreadable) {
            throw new IllegalStateException("A signing key is unreadable", unreadable);
        }
        String jwks =
                new JWKSet(
                                keys.stream()
                                        .<com.nimbusds.jose.jwk.JWK>map(
                                                key -> key.pair().toPublicJWK())
                                        .toList())
                        .toString(true);
        return new Known(active, published, jwks);
    }

    private static ECKey newPair() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyID(UUID.randomUUID().toString())
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
