package app.feedtape.web.token;

import app.feedtape.web.token.TokenClaims.Malformed;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Checks the tokens auth-service issues: ES256 only, keys from its JWKS only, issuer and audience
 * exact, times with 30 s of leeway (RFC 8725, RFC 9068). A listener's token that was right is
 * remembered until it expires, so that the hot path pays for a signature once. Never blocks: an
 * unknown key id completes later.
 */
public final class TokenVerifier {

    /** Leeway for clocks that differ. */
    public static final Duration LEEWAY = Duration.ofSeconds(30);

    /** The audience of listeners' tokens. */
    public static final String API_AUDIENCE = "feedtape-api";

    private static final int MAXIMUM_REMEMBERED = 100_000;

    /** For as long as an app may take to fetch a new one. */
    private static final Duration REMEMBER_EXPIRED = Duration.ofMinutes(10);

    private final String issuer;
    private final String serviceName;
    private final Clock clock;
    private final KeySource keys;
    private final Cache<Fingerprint, RememberedToken> remembered =
            Caffeine.newBuilder().maximumSize(MAXIMUM_REMEMBERED).build();

    /** Rightly signed ones past their time: whoever sends one again and again pays no signature. */
    private final Cache<Fingerprint, Instant> expired =
            Caffeine.newBuilder()
                    .maximumSize(MAXIMUM_REMEMBERED)
                    .expireAfterWrite(REMEMBER_EXPIRED)
                    .build();

    /**
     * @param issuer the one accepted {@code iss}
     * @param serviceName the {@code aud} of service tokens meant for this process
     * @param jwks address of the issuer's keys
     */
    public TokenVerifier(
            String issuer, String serviceName, URI jwks, HttpClient http, Clock clock) {
        this(issuer, serviceName, new SigningKeys(jwks, http, clock), clock);
    }

    /**
     * For the issuer itself, which needs no network to know its keys.
     *
     * @param issuer the one accepted {@code iss}
     * @param serviceName the {@code aud} of service tokens meant for this process
     */
    public TokenVerifier(String issuer, String serviceName, KeySource keys, Clock clock) {
        this.issuer = issuer;
        this.serviceName = serviceName;
        this.clock = clock;
        this.keys = keys;
        keys.whenRemoved(this::forget);
        Es256.prepare();
    }

    private record Fingerprint(long a, long b, long c, long d) {
        static Fingerprint of(String token) {
            try {
                ByteBuffer hash =
                        ByteBuffer.wrap(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(token.getBytes(StandardCharsets.ISO_8859_1)));
                return new Fingerprint(
                        hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    /**
     * What is known of a listener's token without checking its signature: accepted or by now
     * expired when it was right before, expired when it was found so, empty for every other one.
     */
    public Optional<Verification> remembered(String token) {
        Fingerprint fingerprint = Fingerprint.of(token);
        RememberedToken known = remembered.getIfPresent(fingerprint);
        if (known != null) {
            return Optional.of(timely(known.token(), fingerprint));
        }
        Instant endedAt = expired.getIfPresent(fingerprint);
        return endedAt == null || clock.instant().isBefore(endedAt)
                ? Optional.empty()
                : Optional.of(new Verification.Expired());
    }

    private void forget() {
        remembered.invalidateAll();
        expired.invalidateAll();
    }

    private Verification rememberExpired(Fingerprint fingerprint, Instant endedAt) {
        remembered.invalidate(fingerprint);
        expired.put(fingerprint, endedAt);
        return new Verification.Expired();
    }

    /** Checks a token from an {@code Authorization: Bearer} header. */
    public CompletableFuture<Verification> verify(String token) {
        Fingerprint fingerprint = Fingerprint.of(token);
        RememberedToken known = remembered.getIfPresent(fingerprint);
        if (known != null) {
            return CompletableFuture.completedFuture(timely(known.token(), fingerprint));
        }
        TokenClaims claims;
        try {
            claims = TokenClaims.parse(token);
        } catch (Malformed malformed) {
            return CompletableFuture.completedFuture(
                    new Verification.Rejected(String.valueOf(malformed.getMessage())));
        }
        Optional<ECPublicKey> key = keys.known(claims.keyId());
        if (key.isPresent()) {
            return CompletableFuture.completedFuture(check(token, claims, key.get(), fingerprint));
        }
        return keys.find(claims.keyId())
                .thenApply(found -> {
                    if (found.isPresent()) {
                        return check(token, claims, found.get(), fingerprint);
                    }
                    return keys.isLoaded()
                            ? new Verification.Rejected("unknown key id")
                            : new Verification.Unknown("no signing keys");
                });
    }

    private Verification timely(AccessToken token, Fingerprint fingerprint) {
        Instant endsAt = token.expiresAt().plus(LEEWAY);
        return clock.instant().isBefore(endsAt)
                ? new Verification.Accepted(token)
                : rememberExpired(fingerprint, endsAt);
    }

    private Verification check(
            String token, TokenClaims claims, ECPublicKey key, Fingerprint fingerprint) {
        if (!Es256.isSigned(token, key)) {
            return new Verification.Rejected("signature");
        }
        try {
            return accept(claims, fingerprint);
        } catch (Malformed malformed) {
            return new Verification.Rejected(String.valueOf(malformed.getMessage()));
        }
    }

    private Verification accept(TokenClaims claims, Fingerprint fingerprint) throws Malformed {
        Instant now = clock.instant();
        Instant expiresAt = claims.instant("exp").orElseThrow(() -> new Malformed("no exp"));
        Instant issuedAt = claims.instant("iat").orElseThrow(() -> new Malformed("no iat"));
        Instant notBefore = claims.instant("nbf").orElse(issuedAt);
        if (!issuer.equals(claims.text("iss").orElse(null))) {
            return new Verification.Rejected("issuer");
        }
        Set<String> audience = claims.audience();
        if (!audience.contains(API_AUDIENCE) && !audience.contains(serviceName)) {
            return new Verification.Rejected("audience");
        }
        if (issuedAt.isAfter(now.plus(LEEWAY)) || notBefore.isAfter(now.plus(LEEWAY))) {
            return new Verification.Rejected("not valid yet");
        }
        if (!now.isBefore(expiresAt.plus(LEEWAY))) {
            return rememberExpired(fingerprint, expiresAt.plus(LEEWAY));
        }
        String subject = claims.text("sub").orElseThrow(() -> new Malformed("no sub"));
        if (subject.startsWith("svc:")) {
            return audience.contains(serviceName)
                    ? new Verification.ServiceAccepted(subject.substring(4), operator(claims))
                    : new Verification.Rejected("audience");
        }
        if (!audience.contains(API_AUDIENCE)) {
            return new Verification.Rejected("audience");
        }
        AccessToken accepted = accessToken(claims, issuedAt, expiresAt);
        remembered.put(fingerprint, new RememberedToken(accepted));
        return new Verification.Accepted(accepted);
    }

    private static AccessToken accessToken(TokenClaims claims, Instant issuedAt, Instant expiresAt)
            throws Malformed {
        UUID accountId = claims.id("sub").orElseThrow(() -> new Malformed("no sub"));
        UUID sessionId = claims.id("sid").orElseThrow(() -> new Malformed("no sid"));
        UUID actor = operator(claims);
        return new AccessToken(
                accountId,
                claims.id("org").orElse(null),
                sessionId,
                claims.text("jti").orElseThrow(() -> new Malformed("no jti")),
                issuedAt,
                expiresAt,
                claims.text("plan").orElse("free"),
                claims.number("ent_v"),
                Set.copyOf(claims.texts("roles")),
                Set.of(claims.text("scope").orElse("").split(" ")),
                actor == null ? null : actor.toString(),
                Set.copyOf(claims.texts("amr")),
                key(claims));
    }

    private static AccessToken.@Nullable Key key(TokenClaims claims) throws Malformed {
        UUID id = claims.id("key_id").orElse(null);
        return id == null ? null : new AccessToken.Key(id, claims.number("key_rpm"));
    }

    /** The operator behind the token ({@code act.sub}); null when it says of none. */
    private static @Nullable UUID operator(TokenClaims claims) throws Malformed {
        JsonNode act = claims.payload().get("act");
        if (act == null) {
            return null;
        }
        try {
            return UUID.fromString(act.path("sub").asString(""));
        } catch (IllegalArgumentException notAnId) {
            throw new Malformed("act is no id");
        }
    }
}
