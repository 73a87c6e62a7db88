package app.feedtape.auth;

import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.test.LoopbackServer;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** GitHub's three calls, exact about code, secret, redirect address and PKCE, and able to fail. */
public final class FakeGitHub {

    static final String CLIENT_ID = "client-of-tests";
    static final String CLIENT_SECRET = "secret-of-tests";

    enum Fault {
        NONE,
        STATUS_500,
        HTML,
        REDIRECT,
        ENDLESS,
        SILENT,
        DRIPPING
    }

    public record Person(long id, String name, String email, boolean verified) {}

    private record Grant(Person person, String challenge, String redirectUri) {}

    private final Map<String, Grant> codes = new ConcurrentHashMap<>();
    private final Map<String, Person> tokens = new ConcurrentHashMap<>();
    private final AtomicInteger tokenCalls = new AtomicInteger();
    private final HttpServer server;
    private final FaultyAnswers faults = new FaultyAnswers();

    FakeGitHub() {
        server = LoopbackServer.start();
        server.createContext("/login/oauth/access_token", this::token);
        server.createContext("/api/user", this::user);
        server.createContext("/api/user/emails", this::emails);
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    int tokenCalls() {
        return tokenCalls.get();
    }

    void failWith(Fault fault) {
        faults.failWith(fault);
    }

    /** The person agrees on the page at this address; gives the query of the way back. */
    String agree(String authorizeAddress, Person person) {
        Map<String, String> asked =
                query(authorizeAddress.substring(authorizeAddress.indexOf('?') + 1));
        if (!CLIENT_ID.equals(asked.get("client_id"))
                || !"S256".equals(asked.get("code_challenge_method"))) {
            throw new AssertionError("Not what GitHub expects: " + authorizeAddress);
        }
        String code = UUID.randomUUID().toString();
        codes.put(code, new Grant(person, asked.get("code_challenge"), asked.get("redirect_uri")));
        return "code=" + code + "&state=" + asked.get("state").replace(":", "%3A");
    }

    private void token(HttpExchange exchange) throws IOException {
        tokenCalls.incrementAndGet();
        Map<String, String> form =
                query(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        if (faults.isOn()) {
            faults.answer(exchange);
            return;
        }
        Grant grant = codes.remove(form.getOrDefault("code", ""));
        boolean right =
                grant != null
                        && CLIENT_ID.equals(form.get("client_id"))
                        && CLIENT_SECRET.equals(form.get("client_secret"))
                        && grant.redirectUri().equals(form.get("redirect_uri"))
                        && grant.challenge()
                                .equals(
                                        new OneTimeSecret(form.getOrDefault("code_verifier", ""))
                                                .challenge());
        if (!right) {
            FaultyAnswers.json(exchange, 200, "{\"error\":\"bad_verification_code\"}");
            return;
        }
        String token = "gho_" + UUID.randomUUID();
        tokens.put(token, grant.person());
        FaultyAnswers.json(
                exchange,
                200,
                "{\"access_token\":\"%s\",\"token_type\":\"bearer\",\"scope\":\"user:email\"}"
                        .formatted(token));
    }

    private void user(HttpExchange exchange) throws IOException {
        Person person = person(exchange);
        FaultyAnswers.json(
                exchange,
                200,
                "{\"id\":%d,\"login\":\"somebody\",\"name\":\"%s\",\"email\":null}"
                        .formatted(person.id(), person.name()));
    }

    private void emails(HttpExchange exchange) throws IOException {
        Person person = person(exchange);
        FaultyAnswers.json(
                exchange,
                200,
                """
                [{"email":"old@example.org","primary":false,"verified":true},
                 {"email":"%s","primary":true,"verified":%s,"visibility":"private"}]\
                """
                        .formatted(person.email(), person.verified()));
    }

    private Person person(HttpExchange exchange) {
        return tokens.get(exchange.getRequestHeaders().getFirst("Authorization").substring(7));
    }

    static Map<String, String> query(String query) {
        return Arrays.stream(query.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(
                        Collectors.toMap(
                                pair -> pair[0],
                                pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }
}
