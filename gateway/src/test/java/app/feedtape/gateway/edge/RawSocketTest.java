package app.feedtape.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.gateway.Fakes;
import app.feedtape.gateway.GatewayTest;
import app.feedtape.gateway.RawHttp;
import app.feedtape.gateway.RawHttp.Answer;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What no well-behaved client would send (faults.md, section G). */
class RawSocketTest extends GatewayTest {

    private Answer exchange(String request) throws IOException {
        try (RawHttp raw = new RawHttp(port)) {
            return raw.send(request).read();
        }
    }

    private static void assertEnvelope(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.head()).isEqualTo(status);
        JsonNode body = JSON.readTree(answer.body());
        assertThat(body.at("/error/code").asString()).isEqualTo(code);
        assertThat(answer.header("X-Request-Id")).isEqualTo(body.path("request_id").asString());
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void oneHostIsNeededAndItMustBeOurs() throws IOException {
        assertEnvelope(exchange("GET /health HTTP/1.1\r\n\r\n"), 400, "MALFORMED_REQUEST");
        assertEnvelope(
                exchange("GET /health HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n\r\n"),
                400,
                "MALFORMED_REQUEST");
        assertEnvelope(
                exchange("GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n"), 404, "NOT_FOUND");
        assertEnvelope(
                exchange("GET /health HTTP/1.1\r\nHost: localhost:6379\r\n\r\n"), 404, "NOT_FOUND");
        assertThat(exchange("GET /health HTTP/1.1\r\nHost: LOCALHOST:8080\r\n\r\n").status())
                .isEqualTo(200);
    }

    @Test
    void aRequestThatWaitedForTheOneBeforeIsNotTheLastOfItsConnection() throws IOException {
        String slow =
                "GET /api/feeds HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s\r\n\r\n"
                        .formatted(listener().bearer());
        String quick = "GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (RawHttp client = new RawHttp(port)) {
            for (int round = 0; round < 20; round++) {
                client.send(slow + quick);
                assertThat(client.read().status()).isEqualTo(200);
                assertThat(client.read().status()).isEqualTo(404);
                assertThat(client.send(quick).read().status()).isEqualTo(404);
            }
        }
    }

    @Test
    void headersAreBoundedInSizeAndNumber() throws IOException {
        String line = "GET /health HTTP/1.1\r\nHost: localhost\r\n";
        assertEnvelope(
                exchange(line + "X: " + "x".repeat(100_000) + "\r\n\r\n"),
                431,
                "HEADERS_TOO_LARGE");
        StringBuilder many = new StringBuilder(line);
        for (int header = 0; header < 1000; header++) {
            many.append("a").append(header).append(": b\r\n");
        }
        assertEnvelope(exchange(many + "\r\n"), 431, "HEADERS_TOO_LARGE");
        assertEnvelope(exchange(line + "a: b\r\n".repeat(1000) + "\r\n"), 431, "HEADERS_TOO_LARGE");
        assertEnvelope(
                exchange(line + "Cookie: " + "a=b; ".repeat(10_000) + "\r\n\r\n"),
                431,
                "HEADERS_TOO_LARGE");
        assertEnvelope(
                exchange(line + "Authorization: Bearer " + "x".repeat(64_000) + "\r\n\r\n"),
                431,
                "HEADERS_TOO_LARGE");
        assertEnvelope(
                exchange("GET /" + "x".repeat(64_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                414,
                "URI_TOO_LONG");
        assertThat(
                        exchange("V".repeat(1024) + " /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .status())
                .isIn(400, 405, 501);
    }

    @Test
    void aHugeBodyIsRefusedBeforeItIsSent() throws IOException {
        String head =
                "POST /webhooks/stripe HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10737418240\r\n";
        Answer announced = exchange(head + "\r\n");
        assertEnvelope(announced, 413, "PAYLOAD_TOO_LARGE");
        assertThat(announced.closed()).isTrue();
        Answer expected = exchange(head + "Expect: 100-continue\r\n\r\n");
        assertEnvelope(expected, 413, "PAYLOAD_TOO_LARGE");
        assertThat(expected.closed()).isTrue();
    }

    @Test
    void anEndlessBodyIsRefusedAtTheBound() throws IOException {
        String mark = UUID.randomUUID().toString();
        try (RawHttp raw = new RawHttp(port)) {
            raw.send(
                    "POST /webhooks/stripe?mark="
                            + mark
                            + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
            for (int sent = 0; sent < 33; sent++) {
                raw.send(chunk);
            }
            Answer answer = raw.read();
            assertEnvelope(answer, 413, "PAYLOAD_TOO_LARGE");
            assertThat(answer.closed()).isTrue();
        }
        assertThat(Fakes.BILLING.seen(mark)).isEmpty();
    }

    @Test
    void aBodyThatIsExpectedToBeAskedForIsAskedFor() throws IOException {
        try (RawHttp raw = new RawHttp(port)) {
            raw.send(
                    "POST /webhooks/stripe HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"
                            + "Expect: 100-continue\r\n\r\n");
            assertThat(raw.read().status()).isEqualTo(100);
            raw.send("{}");
            assertThat(raw.read().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked\r\n\r\n2;\nx\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked, identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}",
                "Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding : chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n100000004\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n",
                "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
                "Content-Length: +2\r\n\r\n{}",
                "Content-Length: -2\r\n\r\n{}",
                "Content-Length: 2, 2\r\n\r\n{}",
                "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
            })
    void framingThatCanBeReadInTwoWaysNeverSmugglesASecondRequest(String framing)
            throws IOException {
        String mark = UUID.randomUUID().toString();
        String all;
        try (RawHttp raw = new RawHttp(port)) {
            raw.send(
                    "POST /webhooks/stripe?mark="
                            + mark
                            + " HTTP/1.1\r\nHost: localhost\r\n"
                            + framing
                            + "GET /webhooks/smuggled?mark="
                            + mark
                            + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            raw.finishSending();
            all = raw.readAll();
        }
        assertThat(Fakes.BILLING.seen("smuggled?mark=" + mark)).isEmpty();
        assertThat(Fakes.BILLING.seen(mark).size()).as(all).isLessThanOrEqualTo(1);
        assertThat(all).doesNotContain("<silence>", "HTTP/1.1 500", "Exception");
    }

    @Test
    void aLineBreakInAPathOrQueryReachesNobodyAsOne() throws IOException {
        String mark = UUID.randomUUID().toString();
        Answer path =
                exchange(
                        "GET /api/feeds/x%0d%0aX-User-Role:%20admin HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertEnvelope(path, 400, "MALFORMED_REQUEST");
        exchange(
                "GET /api/subscription/plans?mark="
                        + mark
                        + "%0d%0aX-User-Role:%20admin HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(Fakes.BILLING.seen(mark)).hasSize(1);
        assertThat(Fakes.BILLING.last(mark).header("x-user-role")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /health",
                "\u0016\u0003\u0001",
                "GET health HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /api/feeds?q={a|b} HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET http://evil.example/health HTTP/1.1\r\nHost: evil.example\r\n\r\n",
                "CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /health HTTP/9.9\r\nHost: localhost\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: localhost\r\nBad\u0000Header: x\r\n\r\n"
            })
    void nonsenseIsAnsweredInTheEnvelopeOrNotAtAll(String request) throws IOException {
        String all;
        try (RawHttp raw = new RawHttp(port)) {
            raw.send(request);
            raw.finishSending();
            all = raw.readAll();
        }
        assertThat(all).doesNotContain("HTTP/1.1 200", "HTTP/1.1 500", "Exception");
        if (all.startsWith("HTTP/")) {
            assertThat(all).contains("request_id");
        }
    }
}
