package app.feedtape.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Requests that two servers in a row could read differently, at the real door before the real
 * services (faults.md, section G). Each is refused or harmless; nothing hidden in it is answered,
 * and whoever comes next on the same connections gets their own answer.
 */
class SmugglingTest {

    private static final RunningSystem SYSTEM = RunningSystem.shared();
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

    /** A service would answer it with 200; the door refuses its host. */
    private static final String HIDDEN =
            "GET /.well-known/openid-configuration HTTP/1.1\r\nHost: hidden.example\r\nX-Hidden: ";

    private static String head(String line) {
        return "%s HTTP/1.1\r\nHost: localhost:%d\r\nX-Forwarded-For: %s\r\n"
                .formatted(line, SYSTEM.gateway().getPort(), Listener.anyAddress());
    }

    private static String exchange(String request) throws IOException {
        try (RawClient client = new RawClient(SYSTEM.gateway())) {
            return client.send(request).readAll();
        }
    }

    /** Of a request that asks for the connection's end, or whose refusal is one. */
    private static String answer(String request) throws IOException {
        try (RawClient client = new RawClient(SYSTEM.gateway())) {
            return client.send(request).readToTheEnd();
        }
    }

    private static List<Integer> statuses(String answers) {
        return STATUS.matcher(answers)
                .results()
                .map((MatchResult status) -> Integer.parseInt(status.group(1)))
                .toList();
    }

    /** Several, so that whichever connection to the service was used is used again. */
    private static void assertWhoComesNextGetsTheirOwn() {
        Listener next = new Listener(SYSTEM.gateway());
        for (int call = 0; call < 3; call++) {
            HttpResponse<String> keys = next.get("/.well-known/jwks.json");
            assertThat(keys.statusCode()).isEqualTo(200);
            JsonNode body = Listener.JSON.readTree(keys.body());
            assertThat(body.propertyNames()).containsExactly("keys");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // one length and a chunked body
                "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
                "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nSMUGGLED\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n",
                // chunked that is not, or that only one of two would see
                "Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding : chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked, identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: \"chunked\"\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked;q=1\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: \u000bchunked\r\nContent-Length: 2\r\n\r\n{}",
                "Transfer-Encoding:\r\n chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                " Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}",
                "X: a\r\n Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}",
                "X: a\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}",
                "X: a\rTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}",
                "Transfer-Encoding\r\n: chunked\r\nContent-Length: 2\r\n\r\n{}",
                "Transfer_Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}",
                "Transfer-Encoding\u0000: chunked\r\nContent-Length: 2\r\n\r\n{}",
                // lengths
                "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
                "Content-Length: 2, 3\r\n\r\n{}",
                "Content-Length: +2\r\n\r\n{}",
                "Content-Length: -2\r\n\r\n{}",
                "Content-Length: 0x2\r\n\r\n{}",
                "Content-Length: 2 2\r\n\r\n{}",
                "Content-Length: 18446744073709551618\r\n\r\n{}",
                "Content-Length : 2\r\n\r\n{}",
                "Content-Length: 2\u0000\r\n\r\n{}",
                // chunks
                "Transfer-Encoding: chunked\r\n\r\n2;\nx\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2;x=\"\r\n\"\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n",
                "Transfer-Encoding: chunked\r\n\r\n2\r\n{}0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2\r\n{}XX0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n100000002\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2\u0000\r\n{}\r\n0\r\n\r\n"
            })
    void whatTwoCouldReadDifferentlyIsReadOnceAndHidesNothing(String framing) throws IOException {
        String mark = UUID.randomUUID().toString();
        String answers =
                exchange(
                        head("POST /auth/logout")
                                + "Content-Type: application/json\r\n"
                                + framing
                                + HIDDEN
                                + mark
                                + "\r\n\r\n");
        assertThat(statuses(answers)).as(answers).allMatch(status -> status / 100 == 4);
        assertThat(answers).doesNotContain("jwks_uri", "Exception", mark);
        assertWhoComesNextGetsTheirOwn();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET //api/feeds",
                "GET /api//feeds",
                "GET /api/feeds/..;/",
                "GET /api/..;/internal/standing",
                "GET /.;/internal/standing",
                "GET /auth/../internal/standing",
                "GET /auth/%2e%2e/internal/standing",
                "GET /auth/.%2e/internal/standing",
                "GET /auth/%252e%252e/internal/standing",
                "GET /auth%2f..%2finternal/standing",
                "GET /auth/..%5cinternal/standing",
                "GET /auth\\..\\internal\\standing",
                "GET /%69nternal/standing",
                "GET /internal/standing",
                "GET /Internal/standing",
                "GET /internal%00/standing",
                "GET /actuator/health",
                "GET /auth/..%c0%af../internal/standing",
                "GET /api/feeds;/../../internal",
                "GET http://localhost/internal/standing",
                "GET http://evil.example/.well-known/jwks.json",
                "GET internal/standing",
                "GET *",
                "GET /.well-known/jwks.json#/../internal",
                "CONNECT 127.0.0.1:80",
                "TRACE /.well-known/jwks.json",
                "PRI *"
            })
    void noSpellingLeadsAroundTheTable(String line) throws IOException {
        String answers = exchange(head(line) + "\r\n");
        assertThat(statuses(answers)).as(answers).allMatch(status -> status / 100 == 4);
        assertThat(answers).doesNotContain("Exception");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /.well-known/jwks.json HTTP/1.1\r\n\r\n",
                "GET /.well-known/jwks.json HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
                "GET /.well-known/jwks.json HTTP/1.1\r\nHost: evil.example\r\n\r\n",
                "GET /.well-known/jwks.json HTTP/1.1\r\nHost: localhost\u0000\r\n\r\n",
                "GET /.well-known/jwks.json HTTP/1.1\r\nHost: localhost@evil.example\r\n\r\n",
                "GET /.well-known/jwks.json HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n",
                "GET /.well-known/jwks.json HTTP/1.1\r\nHost: localhost\r\nA\u0000B: x\r\n\r\n",
                "GET /.well-known/jwks.json HTTP/2.0\r\nHost: localhost\r\n\r\n",
                "GET /.well-known/jwks.json\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u0000\u0000\u0000\u0004\u0000\u0000\u0000\u0000\u0000",
                "\u0016\u0003\u0001\u0000\u0005hello"
            })
    void whatIsNoRequestOfOursIsRefusedOrNotAnswered(String request) throws IOException {
        String answers = exchange(request);
        assertThat(statuses(answers)).as(answers).allMatch(status -> status / 100 == 4);
        assertThat(answers).doesNotContain("Exception");
        assertWhoComesNextGetsTheirOwn();
    }

    @Test
    void nobodyIsSwitchedToAnotherProtocol() throws IOException {
        for (String protocol : List.of("h2c", "websocket", "TLS/1.2", "evil")) {
            String answers =
                    answer(
                            head("GET /.well-known/jwks.json")
                                    + "Connection: close, Upgrade, HTTP2-Settings\r\nUpgrade: "
                                    + protocol
                                    + "\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n");
            assertThat(statuses(answers)).as(answers).containsExactly(200);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredEachByItselfAndInTheirOrder() throws IOException {
        String keys = head("GET /.well-known/jwks.json") + "\r\n";
        String nowhere = head("GET /internal/standing") + "\r\n";
        String nobody = head("GET /api/feeds") + "\r\n";
        try (RawClient client = new RawClient(SYSTEM.gateway())) {
            String answers = client.send(keys + nowhere + keys + nobody).readAnswers(4);
            assertThat(statuses(answers)).as(answers).containsExactly(200, 404, 200, 401);
        }
    }

    @Test
    void noHeaderMakesAListenerAnybodyElse() throws IOException {
        Listener listener = Listener.signedIn(SYSTEM, UUID.randomUUID() + "@listeners.example");
        Listener other = Listener.signedIn(SYSTEM, UUID.randomUUID() + "@listeners.example");
        String id = other.me().path("id").asString();
        String spoofs =
                """
                Authorization: Bearer %1$s
                X-Account-Id: %2$s
                X-User-Id: %2$s
                X-User-Role: admin
                X-Roles: admin
                X-Forwarded-User: %2$s
                X-Forwarded-Host: evil.example
                X-Forwarded-Proto: https
                X-Forwarded-Prefix: /internal
                X-Original-URL: /internal/standing
                X-Rewrite-URL: /internal/standing
                X-HTTP-Method-Override: DELETE
                X-Method-Override: DELETE
                Forwarded: for=127.0.0.1;host=evil.example
                X-Real-IP: 127.0.0.1
                Connection: close, X-Forwarded-For, X-Request-Id, Content-Length, Cookie
                Keep-Alive: timeout=1000
                Proxy-Connection: keep-alive
                TE: trailers
                """
                        .formatted(listener.accessToken(), id)
                        .replace("\n", "\r\n");
        String feeds = answer(head("GET /api/feeds") + spoofs + "\r\n");
        assertThat(statuses(feeds)).as(feeds).containsExactly(200);
        String users = answer(head("GET /api/admin/users") + spoofs + "\r\n");
        assertThat(statuses(users)).as(users).containsExactly(403);
        String me = answer(head("GET /api/me") + spoofs + "\r\n");
        assertThat(me).contains(listener.me().path("id").asString()).doesNotContain(id);
    }

    @Test
    void aTrailerSaysNothingAboutWhoCalls() throws IOException {
        Listener listener = Listener.signedIn(SYSTEM, UUID.randomUUID() + "@listeners.example");
        String answers =
                answer(
                        head("POST /api/feeds")
                                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
                                + "Connection: close\r\n"
                                + "Trailer: Authorization\r\n\r\n2\r\n{}\r\n0\r\nAuthorization: Bearer "
                                + listener.accessToken()
                                + "\r\n\r\n");
        assertThat(statuses(answers)).as(answers).containsExactly(401);
        assertWhoComesNextGetsTheirOwn();
    }

    @Test
    void whatIsTooLargeIsRefusedBeforeItIsTaken() throws IOException {
        assertThat(statuses(answer(head("GET /" + "a".repeat(64_000)) + "\r\n")))
                .containsExactly(414);
        assertThat(statuses(answer(head("GET /health") + "A: " + "a".repeat(100_000) + "\r\n\r\n")))
                .containsExactly(431);
        assertThat(
                        statuses(
                                answer(
                                        head("GET /health")
                                                + "A: b\r\n".repeat(1_000)
                                                + "Connection: close\r\n\r\n")))
                .containsExactly(431);
        assertThat(
                        statuses(
                                answer(
                                        head("POST /auth/logout")
                                                + "Content-Type: application/json\r\n"
                                                + "Content-Length: 10737418240\r\n\r\n")))
                .containsExactly(413);
        assertWhoComesNextGetsTheirOwn();
    }
}
