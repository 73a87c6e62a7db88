package app.feedtape.auth;

import app.feedtape.auth.FakeGitHub.Fault;
import app.feedtape.auth.FakeGitHub.Person;
import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.test.LoopbackServer;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Google or Apple: exact about what the real ones check, and able to lie and to fail. */
final class FakeOpenId {

    static final String GOOGLE_SECRET = "google-secret-of-tests";
    static final String TEAM = "TEAM000001";
    static final String TEAM_KEY = "KEY0000001";

    private record Grant(Map<String, Object> claims, String challenge, String redirectUri) {}

    private final String name;
    private final boolean isApple;
    private final ECKey team;
    private final Map<String, Grant> codes = new ConcurrentHashMap<>();
    private final List<String> living = new CopyOnWriteArrayList<>();
    private final AtomicInteger tokenCalls = new AtomicInteger();
    private final AtomicInteger keyCalls = new AtomicInteger();
    private final AtomicInteger revocations = new AtomicInteger();
    private final FaultyAnswers tokenFaults = new FaultyAnswers();
    private final FaultyAnswers keyFaults = new FaultyAnswers();
    private final HttpServer server;
    private volatile Clock clock = Clock.systemUTC();
    private volatile List<RSAKey> keys = List.of(newKey("first"));

    private FakeOpenId(String name, boolean isApple) {
        this.name = name;
        this.isApple = isApple;
        try {
            team = new ECKeyGenerator(Curve.P_256).generate();
        } catch (JOSEException failure) {
            throw new IllegalStateException(failure);
        }
        server = LoopbackServer.start();
        server.createContext("/auth/token", this::token);
        server.createContext("/auth/keys", this::keys);
        server.createContext("/auth/revoke", this::revoke);
    }

    static FakeOpenId google() {
        return new FakeOpenId("google", false);
    }

    static FakeOpenId apple() {
        return new FakeOpenId("apple", true);
    }

    static RSAKey newKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException failure) {
            throw new IllegalStateException(failure);
        }
    }

    String name() {
        return name;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    String otherIssuer() {
        return "account." + name + ".example";
    }

    String clientId() {
        return name + "-web";
    }

    String phoneClientId() {
        return name + "-phone";
    }

    String privateKey() {
        try {
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder().encodeToString(team.toECPrivateKey().getEncoded())
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    void useClock(Clock time) {
        clock = time;
    }

    void failTokensWith(Fault fault) {
        tokenFaults.failWith(fault);
    }

    void failKeysWith(Fault fault) {
        keyFaults.failWith(fault);
    }

    int tokenCalls() {
        return tokenCalls.get();
    }

    int keyCalls() {
        return keyCalls.get();
    }

    int revocations() {
        return revocations.get();
    }

    /** Refresh tokens that were not given back. */
    List<String> living() {
        return List.copyOf(living);
    }

    RSAKey key() {
        return keys.getFirst();
    }

    void useKeys(List<RSAKey> next) {
        keys = next;
    }

    static String subject(Person person) {
        return "subject-" + person.id();
    }

    /** The person agrees on the page at this address; gives what the way back carries. */
    String agree(String authorizeAddress, Person person) {
        return agree(authorizeAddress, person, Map.of());
    }

    /** The same with other claims; a null value leaves one out. */
    String agree(String authorizeAddress, Person person, Map<String, ?> changes) {
        Map<String, String> asked =
                FakeGitHub.query(authorizeAddress.substring(authorizeAddress.indexOf('?') + 1));
        boolean right =
                clientId().equals(asked.get("client_id"))
                        && OneTimeSecret.hasForm(asked.getOrDefault("nonce", ""))
                        && (isApple
                                ? "form_post".equals(asked.get("response_mode"))
                                : "S256".equals(asked.get("code_challenge_method")));
        if (!right) {
            throw new AssertionError("Not what " + name + " expects: " + authorizeAddress);
        }
        Map<String, Object> claims = claims(person, asked.get("nonce"), clientId());
        claims.putAll(changes);
        String code = UUID.randomUUID().toString();
        codes.put(
                code,
                new Grant(
                        claims,
                        asked.getOrDefault("code_challenge", ""),
                        asked.get("redirect_uri")));
        return "code=" + code + "&state=" + asked.get("state").replace(":", "%3A");
    }

    /** What an id token says of somebody; null values are left out. */
    Map<String, Object> claims(Person person, String nonce, String audience) {
        Map<String, Object> claims = new HashMap<>();
        claims.put("iss", url());
        claims.put("aud", audience);
        claims.put("sub", subject(person));
        claims.put("iat", Date.from(clock.instant()));
        claims.put("exp", Date.from(clock.instant().plusSeconds(3600)));
        claims.put("nonce", nonce);
        claims.put("email", person.email());
        claims.put(
                "email_verified",
                isApple ? Boolean.toString(person.verified()) : person.verified());
        if (!isApple) {
            claims.put("name", person.name());
            claims.put("azp", audience);
        }
        return claims;
    }

    String sign(Map<String, Object> claims) {
        return sign(
                key(), new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key().getKeyID()), claims);
    }

    static String sign(RSAKey key, JWSHeader.Builder header, Map<String, Object> claims) {
        JWTClaimsSet.Builder set = new JWTClaimsSet.Builder();
        claims.forEach((claim, value) -> {
            if (value != null) {
                set.claim(claim, value);
            }
        });
        try {
            SignedJWT token = new SignedJWT(header.build(), set.build());
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void token(HttpExchange exchange) throws IOException {
        tokenCalls.incrementAndGet();
        Map<String, String> form = form(exchange);
        if (tokenFaults.isOn()) {
            tokenFaults.answer(exchange);
            return;
        }
        if (!isOurs(form)) {
            FaultyAnswers.json(exchange, 400, "{\"error\":\"invalid_client\"}");
            return;
        }
        Grant grant = codes.remove(form.getOrDefault("code", ""));
        boolean right =
                grant != null
                        && grant.redirectUri().equals(form.get("redirect_uri"))
                        && (isApple
                                || grant.challenge()
                                        .equals(
                                                new OneTimeSecret(
                                                                form.getOrDefault(
                                                                        "code_verifier", ""))
                                                        .challenge()));
        if (!right) {
            FaultyAnswers.json(exchange, 400, "{\"error\":\"invalid_grant\"}");
            return;
        }
        String refresh = "r" + UUID.randomUUID();
        living.add(refresh);
        FaultyAnswers.json(
                exchange,
                200,
                "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"refresh_token\":\"%s\",\"id_token\":\"%s\"}"
                        .formatted(refresh, sign(grant.claims())));
    }

    private boolean isOurs(Map<String, String> form) {
        String secret = form.getOrDefault("client_secret", "");
        return clientId().equals(form.get("client_id"))
                && (isApple ? isMadeByTheTeam(secret) : GOOGLE_SECRET.equals(secret));
    }

    private boolean isMadeByTheTeam(String secret) {
        try {
            SignedJWT token = SignedJWT.parse(secret);
            JWTClaimsSet claims = token.getJWTClaimsSet();
            return token.verify(new ECDSAVerifier(team.toPublicJWK()))
                    && TEAM_KEY.equals(token.getHeader().getKeyID())
                    && TEAM.equals(claims.getIssuer())
                    && clientId().equals(claims.getSubject())
                    && claims.getAudience().contains("https://appleid.apple.com")
                    && claims.getExpirationTime().toInstant().isAfter(clock.instant())
                    && claims.getExpirationTime()
                            .toInstant()
                            .isBefore(clock.instant().plusSeconds(600));
        } catch (ParseException | JOSEException refused) {
            return false;
        }
    }

    private void keys(HttpExchange exchange) throws IOException {
        keyCalls.incrementAndGet();
        if (keyFaults.isOn()) {
            keyFaults.answer(exchange);
            return;
        }
        List<RSAKey> all = keys;
        FaultyAnswers.json(exchange, 200, new JWKSet(List.copyOf(all)).toString(true));
    }

    private void revoke(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(exchange);
        if (tokenFaults.isOn()) {
            tokenFaults.answer(exchange);
            return;
        }
        if (!isOurs(form)) {
            FaultyAnswers.json(exchange, 400, "{\"error\":\"invalid_client\"}");
            return;
        }
        living.remove(form.get("token"));
        revocations.incrementAndGet();
        FaultyAnswers.json(exchange, 200, "");
    }

    private static Map<String, String> form(HttpExchange exchange) throws IOException {
        return FakeGitHub.query(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    }
}
