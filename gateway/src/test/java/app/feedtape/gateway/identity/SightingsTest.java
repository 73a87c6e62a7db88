package app.feedtape.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.gateway.FakeService;
import app.feedtape.gateway.FakeService.Seen;
import app.feedtape.gateway.Fakes;
import app.feedtape.gateway.GatewayTest;
import app.feedtape.test.TestToken;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What auth-service learns of tokens that are never shown to it. */
class SightingsTest extends GatewayTest {

    @Autowired private MeterRegistry meters;

    private final UUID account = UUID.randomUUID();
    private final UUID session = UUID.randomUUID();
    private final String path = "/internal/sessions/" + session + "/seen";

    private TestToken token(long generation) {
        return listener(account, "wide")
                .session(session)
                .with("jti", generation + "." + UUID.randomUUID());
    }

    private List<Long> told() {
        return Fakes.AUTH.seen(path).stream()
                .map(seen -> JSON.readTree(seen.body()).path("generation").asLong())
                .toList();
    }

    private void call(TestToken token) {
        assertThat(get("/api/feeds", token).statusCode()).isEqualTo(200);
    }

    @Test
    void theFirstTokenOfEachGenerationIsToldOnceWhereverItIsUsed() {
        TestToken first = token(3);
        call(first);
        call(first);
        await().until(() -> told().equals(List.of(3L)));
        Seen seen = Fakes.AUTH.last(path);
        JsonNode body = JSON.readTree(seen.body());
        assertThat(seen.method()).isEqualTo("POST");
        assertThat(body.path("account_id").asString()).isEqualTo(account.toString());
        assertThat(seen.header("authorization")).startsWith("Bearer ");
        call(token(3));
        call(token(4));
        await().until(() -> told().contains(4L));
        assertThat(told()).containsExactly(3L, 4L);
    }

    @Test
    void aRequestDoesNotWaitForAuthAndASightingIsTriedAgain() {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        Fakes.AUTH.answer(
                "POST",
                path,
                exchange -> {
                    try {
                        goOn.await(60, TimeUnit.SECONDS);
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                    FakeService.json(exchange, calls.incrementAndGet() == 1 ? 503 : 204, "");
                });
        call(token(0));
        assertThat(calls).hasValue(0);
        goOn.countDown();
        await().until(() -> calls.get() == 2);
    }

    @Test
    void aLostSightingIsCountedAndToldWithTheNextRequest() {
        double before = meters.get(Sightings.LOST).counter().count();
        Fakes.AUTH.json("POST", path, 503, "");
        TestToken token = token(7);
        call(token);
        await().until(() -> meters.get(Sightings.LOST).counter().count() > before);
        assertThat(told()).containsExactly(7L, 7L, 7L);
        Fakes.AUTH.json("POST", path, 204, "");
        call(token);
        await().until(() -> told().size() == 4);
    }
}
