package app.feedtape.benchmarks;

import app.feedtape.web.token.KeySource;
import app.feedtape.web.token.TokenVerifier;
import app.feedtape.web.token.Verification;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.interfaces.ECPublicKey;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;

/** What it costs one thread to check a token: plainly each time, the first time, and after that. */
final class TokenChecks {

    private static final String ISSUER = "http://localhost:8080";
    private static final int TOKENS = 2_000;
    private static final int BATCHES = 7;

    private final ECKey key;
    private final List<String> tokens = new ArrayList<>();

    private TokenChecks() throws JOSEException {
        key = new ECKeyGenerator(Curve.P_256).keyID("benchmark").generate();
        ECDSASigner signer = new ECDSASigner(key);
        for (int token = 0; token < TOKENS; token++) {
            tokens.add(sign(signer));
        }
    }

    static void measure(Report report) throws JOSEException {
        TokenChecks checks = new TokenChecks();
        report.addNanos(
                "token check, nimbus each time (baseline)",
                nanosEach(checks::plainly),
                "signature and claims read, one thread");
        report.addNanos(
                "token check, first sight of each token",
                checks.firstSight(),
                "strict reading, signature, all claims checked and remembered");
        TokenVerifier verifier = checks.verifier();
        report.addNanos(
                "token check, remembered",
                nanosEach(number -> accepts(verifier, checks.tokens.get(number))),
                "as every request after the first");
    }

    private boolean plainly(int number) {
        try {
            SignedJWT token = SignedJWT.parse(tokens.get(number));
            return token.verify(new ECDSAVerifier(key.toECPublicKey()))
                    && ISSUER.equals(token.getJWTClaimsSet().getIssuer());
        } catch (ParseException | JOSEException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** A new verifier for each batch has seen none of the tokens. */
    private double firstSight() throws JOSEException {
        double best = Double.MAX_VALUE;
        for (int batch = 0; batch < BATCHES; batch++) {
            TokenVerifier verifier = verifier();
            best = Math.min(best, batch(number -> accepts(verifier, tokens.get(number))));
        }
        return best;
    }

    private static boolean accepts(TokenVerifier verifier, String token) {
        return verifier.verify(token).join() instanceof Verification.Accepted;
    }

    /** The best of some batches: what else runs on the machine only ever makes one slower. */
    private static double nanosEach(IntPredicate check) {
        double best = Double.MAX_VALUE;
        for (int batch = 0; batch < BATCHES; batch++) {
            best = Math.min(best, batch(check));
        }
        return best;
    }

    private static double batch(IntPredicate check) {
        long begun = System.nanoTime();
        for (int token = 0; token < TOKENS; token++) {
            if (!check.test(token)) {
                throw new IllegalStateException("A good token was refused");
            }
        }
        return (System.nanoTime() - begun) / (double) TOKENS;
    }

    private String sign(ECDSASigner signer) throws JOSEException {
        Instant now = Clock.systemUTC().instant();
        SignedJWT token =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                                .type(new JOSEObjectType("at+jwt"))
                                .keyID(key.getKeyID())
                                .build(),
                        new JWTClaimsSet.Builder()
                                .issuer(ISSUER)
                                .audience(TokenVerifier.API_AUDIENCE)
                                .subject(UUID.randomUUID().toString())
                                .claim("sid", UUID.randomUUID().toString())
                                .jwtID("0." + UUID.randomUUID())
                                .issueTime(Date.from(now))
                                .expirationTime(Date.from(now.plusSeconds(3600)))
                                .claim("roles", List.of("listener"))
                                .claim("plan", "free")
                                .build());
        token.sign(signer);
        return token.serialize();
    }

    private TokenVerifier verifier() throws JOSEException {
        return new TokenVerifier(
                ISSUER, "benchmark", new OneKey(key.toECPublicKey()), Clock.systemUTC());
    }

    private record OneKey(ECPublicKey key) implements KeySource {
        @Override
        public Optional<ECPublicKey> known(String keyId) {
            return Optional.of(key);
        }

        @Override
        public CompletableFuture<Optional<ECPublicKey>> find(String keyId) {
            return CompletableFuture.completedFuture(Optional.of(key));
        }

        @Override
        public boolean isLoaded() {
            return true;
        }

        @Override
        public void whenRemoved(Runnable onRemoval) {}
    }
}
