package app.feedtape.benchmarks;

import app.feedtape.web.token.TokenVerifier;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The other services: auth's keys and tokens, and a billing where everybody may hear anything. */
final class Surroundings implements AutoCloseable {

    static final String ISSUER = "http://localhost:8080";

    private static final String NOTHING_ENDED =
            "{\"status\":\"active\",\"roles\":[\"listener\"],\"session_over\":false}";

    private final JsonMapper json = JsonMapper.builder().build();
    private final ECKey key;
    private final HttpServer server;

    Surroundings() throws IOException, JOSEException {
        key = new ECKeyGenerator(Curve.P_256).keyID("benchmark").generate();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/.well-known/jwks.json",
                exchange -> answer(exchange, new JWKSet(key).toString(true)));
        server.createContext(
                "/internal/service-tokens",
                exchange ->
                        answer(
                                exchange,
                                "{\"token\":\"%s\",\"expires_in\":300}"
                                        .formatted(sign("svc:tts-service", "billing-service"))));
        server.createContext("/internal/entitlements/", this::entitlement);
        // Facts are stale for a moment after a gateway stood still; then their owner is asked.
        server.createContext("/internal/standing", exchange -> answer(exchange, NOTHING_ENDED));
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What an account shows with a request. */
    String bearer(UUID account) {
        return "Bearer " + sign(account.toString(), TokenVerifier.API_AUDIENCE);
    }

    /** The key by which tokens are checked, as HAProxy wants it. */
    String publicKey() {
        try {
            return "-----BEGIN PUBLIC KEY-----\n"
                    + Base64.getMimeEncoder().encodeToString(key.toECPublicKey().getEncoded())
                    + "\n-----END PUBLIC KEY-----\n";
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private String sign(String subject, String audience) {
        Instant now = Clock.systemUTC().instant();
        SignedJWT token =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                                .type(new JOSEObjectType("at+jwt"))
                                .keyID(key.getKeyID())
                                .build(),
                        new JWTClaimsSet.Builder()
                                .issuer(ISSUER)
                                .audience(audience)
                                .subject(subject)
                                .claim("sid", UUID.randomUUID().toString())
                                .jwtID(UUID.randomUUID().toString())
                                .issueTime(Date.from(now))
                                .expirationTime(Date.from(now.plusSeconds(3600)))
                                .claim("roles", List.of("listener"))
                                .claim("scope", "listener")
                                .claim("plan", "pro")
                                .claim("ent_v", 0)
                                .build());
        try {
            token.sign(new ECDSASigner(key));
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
        return token.serialize();
    }

    private void entitlement(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        UUID payer = UUID.fromString(path.substring(path.lastIndexOf('/') + 1));
        ObjectNode body = json.valueToTree(ProPlan.of(payer));
        body.set("catalogue_plan", json.valueToTree(ProPlan.plan()));
        answer(exchange, json.writeValueAsString(body));
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
