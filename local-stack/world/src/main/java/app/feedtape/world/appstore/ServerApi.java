package app.feedtape.world.appstore;

import app.feedtape.world.WorldSettings.AppStoreApp;
import app.feedtape.world.web.Exchange;
import app.feedtape.world.web.Routes;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The part of the App Store Server API that FeedTape calls, with Apple's check of who calls. */
final class ServerApi {

    private static final Duration LONGEST_LIFE = Duration.ofHours(1);
    private static final Duration SKEW = Duration.ofMinutes(1);

    /** What to answer in place of the truth, this many times. */
    private record Fault(int status, long code, int times) {}

    private final Sales sales;
    private final AppStoreApp app;
    private final Notices notices;
    private final AtomicReference<@Nullable Fault> fault = new AtomicReference<>();

    ServerApi(Sales sales, AppStoreApp app, Notices notices) {
        this.sales = sales;
        this.app = app;
        this.notices = notices;
    }

    void mount(Routes routes) {
        routes.get("/appstore/inApps/v1/subscriptions/{id}", this::statuses);
        routes.post("/appstore/_faults", this::fail);
        routes.delete(
                "/appstore/_faults",
                exchange -> {
                    fault.set(null);
                    exchange.empty(204);
                });
    }

    /** {@code POST {"status", "code"?, "times"?}}: the next calls are answered with this. */
    private void fail(Exchange exchange) throws IOException {
        JsonNode body = exchange.body();
        Fault wanted =
                new Fault(
                        body.path("status").asInt(500),
                        body.path("code").asLong(0),
                        body.path("times").asInt(Integer.MAX_VALUE));
        fault.set(wanted);
        exchange.json(200, Map.of("status", wanted.status(), "code", wanted.code()));
    }

    private void statuses(Exchange exchange) throws IOException {
        Fault failing =
                fault.getAndUpdate(now ->
                        now == null || now.times() <= 1
                                ? null
                                : new Fault(now.status(), now.code(), now.times() - 1));
        if (failing != null) {
            problem(
                    exchange,
                    failing.status(),
                    failing.code(),
                    "The local App Store was told to fail.");
            return;
        }
        if (!isCallerKnown(exchange.requestHeader("Authorization").orElse(""))) {
            exchange.empty(401);
            return;
        }
        @Nullable ObjectNode answer =
                sales.look(() -> sales.find(exchange.path("id")).map(this::answer).orElse(null));
        if (answer == null) {
            problem(exchange, 404, 4040010, "Transaction id not found.");
        } else {
            exchange.json(200, answer);
        }
    }

    private static void problem(Exchange exchange, int status, long code, String message)
            throws IOException {
        exchange.json(status, Map.of("errorCode", code, "errorMessage", message));
    }

    private ObjectNode answer(ObjectNode sale) {
        ObjectNode transaction = Sales.transaction(sale);
        ObjectNode answer =
                Sales.object()
                        .put("environment", transaction.path("environment").asString())
                        .put("bundleId", app.bundleId())
                        .put("appAppleId", app.appId());
        ObjectNode group = answer.putArray("data").addObject();
        group.put(
                "subscriptionGroupIdentifier",
                transaction.path("subscriptionGroupIdentifier").asString());
        group.putArray("lastTransactions")
                .addObject()
                .put("originalTransactionId", transaction.path("originalTransactionId").asString())
                .put("status", sale.path("status").asInt())
                .put("signedTransactionInfo", notices.sign(transaction))
                .put("signedRenewalInfo", notices.sign(Sales.renewal(sale)));
        return answer;
    }

    private boolean isCallerKnown(String header) {
        try {
            SignedJWT token =
                    SignedJWT.parse(header.startsWith("Bearer ") ? header.substring(7) : header);
            JWTClaimsSet claims = token.getJWTClaimsSet();
            return token.getHeader().getAlgorithm().equals(JWSAlgorithm.ES256)
                    && app.keyId().equals(token.getHeader().getKeyID())
                    && token.verify(new ECDSAVerifier(publicKey()))
                    && app.issuerId().equals(claims.getIssuer())
                    && claims.getAudience().contains("appstoreconnect-v1")
                    && app.bundleId().equals(claims.getStringClaim("bid"))
                    && isTimely(claims.getIssueTime(), claims.getExpirationTime());
        } catch (ParseException | JOSEException | GeneralSecurityException unreadable) {
            return false;
        }
    }

    private ECPublicKey publicKey() throws GeneralSecurityException {
        byte[] encoded = Base64.getDecoder().decode(app.publicKey());
        return (ECPublicKey)
                KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
    }

    private boolean isTimely(@Nullable Date issued, @Nullable Date expires) {
        if (issued == null || expires == null) {
            return false;
        }
        Instant now = sales.now();
        return !issued.toInstant().isAfter(now.plus(SKEW))
                && expires.toInstant().isAfter(now)
                && !expires.toInstant().isAfter(issued.toInstant().plus(LONGEST_LIFE));
    }
}
