package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.billing.BillingApi.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

/** More notifications at once than the database takes. */
class WebhookIntakeTest extends BillingTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    @Autowired private TransactionTemplate transaction;

    private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
    private final String storm = "evt_storm_" + UUID.randomUUID();

    /** Says that nothing is to be done, so that only the keeping is seen. */
    private CompletableFuture<Answer> send(String event, String type) {
        return CompletableFuture.supplyAsync(
                () ->
                        api.signed(
                                "{\"id\":\"%s\",\"type\":\"%s\",\"livemode\":false,\"data\":{}}"
                                        .formatted(event, type)),
                senders);
    }

    private CompletableFuture<Answer> send(String event) {
        return send(event, "a.type");
    }

    private void whileNothingCanBeKept(Runnable work) {
        transaction.executeWithoutResult(it -> {
            jdbc.sql("lock table webhook_delivery in share row exclusive mode").update();
            work.run();
        });
    }

    private static boolean isRefusedAtTheDoor(CompletableFuture<Answer> told) {
        return told.isDone()
                && told.join().status() == 503
                && told.join().body().contains("Too many notifications")
                && told.join().response().headers().firstValue("Retry-After").isPresent();
    }

    @Test
    void whoIsTooManyIsRefusedAtOnceReadersAreServedAndWhatIsSentAgainIsThereOnce() {
        List<String> events = IntStream.range(0, 450).mapToObj(n -> storm + "_" + n).toList();
        List<CompletableFuture<Answer>> told = new ArrayList<>();
        whileNothingCanBeKept(() -> {
            events.forEach(event -> told.add(send(event)));
            await().atMost(LONG)
                    .until(() -> told.stream().anyMatch(WebhookIntakeTest::isRefusedAtTheDoor));
            assertThat(planOf(UUID.randomUUID())).isEqualTo("free");
        });
        List<String> refused =
                IntStream.range(0, events.size())
                        .filter(n -> told.get(n).join().status() != 200)
                        .mapToObj(events::get)
                        .toList();
        await().atMost(LONG).until(() -> send(storm + "_after").join().status() == 200);
        for (int n = 0; n < refused.size(); n += 100) {
            assertThat(
                            refused.subList(n, Math.min(n + 100, refused.size())).stream()
                                    .map(this::send)
                                    .toList())
                    .allSatisfy(again -> assertThat(again.join().status()).isEqualTo(200));
        }
        assertThat(kept()).isEqualTo(events.size() + 1);
    }

    @Test
    void whatTheDatabaseDoesNotTakeIsNotTheOthersFault() {
        List<CompletableFuture<Answer>> told = new ArrayList<>();
        whileNothingCanBeKept(() -> {
            told.add(send(storm + "_first"));
            told.add(send(storm + "_bad", "a\\u0000type"));
            told.add(send(storm + "_second"));
            told.add(send(storm + "_third"));
        });
        assertThat(told.stream().map(one -> one.join().status()).filter(status -> status == 200))
                .hasSize(3);
        assertThat(kept()).isEqualTo(3);
    }

    private long kept() {
        return jdbc.sql("select count(*) from webhook_delivery where event_id like ?")
                .param(storm + "%")
                .query(Long.class)
                .single();
    }
}
