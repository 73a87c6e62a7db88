package app.feedtape.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.gateway.FakeService;
import app.feedtape.gateway.Fakes;
import app.feedtape.gateway.GatewayTest;
import app.feedtape.gateway.RawHttp;
import app.feedtape.gateway.RawHttp.Answer;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who takes their time with a body does so at their own cost and not at the service's. */
class UnfinishedBodyTest extends GatewayTest {

    /** Four seconds are allowed to the routes of this test; half of it and more, twice. */
    private static final Duration LONG = Duration.ofMillis(2_500);

    /** With a body of two bytes, of which one is sent. */
    private RawHttp begin(String path) throws IOException {
        return new RawHttp(port)
                .patience(Duration.ofSeconds(20))
                .send(
                        "POST %s HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: %s\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{"
                                .formatted(path, address()));
    }

    @Test
    void bodiesThatDoNotEndAreRefusedAndTheServiceIsNotBlamed() throws Exception {
        CompletableFuture<Answer> late = CompletableFuture.supplyAsync(this::finishLate);
        List<RawHttp> unfinished = new ArrayList<>();
        for (int client = 0; client < 12; client++) {
            unfinished.add(begin("/auth/login"));
        }
        for (RawHttp client : unfinished) {
            try (client) {
                Answer answer = client.read();
                assertThat(answer.status()).as(answer.head()).isEqualTo(408);
                assertThat(JSON.readTree(answer.body()).at("/error/code").asString())
                        .isEqualTo("MALFORMED_REQUEST");
                assertThat(answer.closed()).isTrue();
            }
        }
        assertThat(
                        send(request("/auth/login")
                                        .header("Content-Type", "application/json")
                                        .POST(BodyPublishers.ofString("{}")))
                                .statusCode())
                .isEqualTo(200);
        assertThat(late.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
    }

    /** The service has its whole time from when it has been asked in full. */
    private Answer finishLate() {
        Fakes.AUTH.answer(
                "POST",
                "/auth/password/forgot",
                exchange -> {
                    pause();
                    FakeService.json(exchange, 200, "{}");
                });
        try (RawHttp client = begin("/auth/password/forgot")) {
            pause();
            return client.send("}").read();
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    private static void pause() {
        try {
            new CountDownLatch(1).await(LONG.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
