package app.feedtape.feed.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.feed.FeedServiceTest;
import app.feedtape.feed.Neighbours;
import app.feedtape.test.KafkaProbe;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class PlanLimitsTest extends FeedServiceTest {

    @Autowired private JdbcClient jdbc;
    @Autowired private PlatformTransactionManager transactions;

    /** A plan of its own, so that no other test's payers are on it. */
    private final String plan = "p" + UUID.randomUUID().toString().substring(0, 8);

    private long overLimit(Listener listener) {
        return listener.get("/api/feeds")
                .body()
                .valueStream()
                .filter(feed -> feed.path("status").asString().equals("over_limit"))
                .count();
    }

    private Listener withThreeFeeds(KafkaProbe facts) {
        Listener listener = listener(plan, null);
        IntStream.range(0, 3).forEach(i -> listener.followed("https://" + newHost() + "/"));
        facts.publish("billing-service", Neighbours.entitlement(listener.payerId, 1, plan));
        await().untilAsserted(() ->
                assertThat(
                                jdbc.sql(
                                                "select heard_version from follow_allowance where payer_id = ?")
                                        .param(listener.payerId)
                                        .query(Long.class)
                                        .optional())
                        .contains(1L));
        return listener;
    }

    @Test
    void aChangedPlanReachesEveryPayerInATransactionOfItsOwn() {
        try (KafkaProbe facts = KafkaProbe.fromNow("plan")) {
            facts.publish("billing-service", Neighbours.plan(plan, 1, null));
            List<Listener> payers =
                    Stream.generate(() -> withThreeFeeds(facts))
                            .limit(3)
                            .sorted(Comparator.comparing(it -> it.payerId.toString()))
                            .toList();
            Listener busy = payers.getLast();

            new TransactionTemplate(transactions)
                    .executeWithoutResult(status -> {
                        jdbc.sql("select 1 from follow_allowance where payer_id = ? for update")
                                .param(busy.payerId)
                                .query(Integer.class)
                                .single();
                        facts.publish("billing-service", Neighbours.plan(plan, 2, 1));
                        await().untilAsserted(() ->
                                assertThat(payers.subList(0, 2))
                                        .allMatch(it -> overLimit(it) == 2));
                        assertThat(overLimit(busy)).isZero();
                    });

            await().untilAsserted(() -> assertThat(overLimit(busy)).isEqualTo(2));
            facts.publish("billing-service", Neighbours.plan(plan, 3, null));
            await().untilAsserted(() ->
                    assertThat(payers).allMatch(listener -> overLimit(listener) == 0));
        }
    }

    @Test
    void whoseOverridesAreNotKnownYetIsLeftAlone() {
        try (KafkaProbe facts = KafkaProbe.fromNow("plan")) {
            facts.publish("billing-service", Neighbours.plan(plan, 1, null));
            Listener known = withThreeFeeds(facts);
            Listener early = listener(plan, null);
            IntStream.range(0, 3).forEach(i -> early.followed("https://" + newHost() + "/"));

            facts.publish("billing-service", Neighbours.plan(plan, 2, 1));

            await().untilAsserted(() -> assertThat(overLimit(known)).isEqualTo(2));
            assertThat(overLimit(early)).isZero();
            facts.publish("billing-service", Neighbours.entitlement(early.payerId, 1, plan));
            await().untilAsserted(() -> assertThat(overLimit(early)).isEqualTo(2));
        }
    }

    @Test
    void anOverrideOfOnePayerStandsWhateverThePlanSaysUntilItEnds() {
        try (KafkaProbe facts = KafkaProbe.fromNow("plan")) {
            facts.publish("billing-service", Neighbours.plan(plan, 1, null));
            Listener lessened = withThreeFeeds(facts);
            Listener other = withThreeFeeds(facts);
            facts.publish("billing-service", Neighbours.entitlement(lessened.payerId, 2, plan, 1));
            await().untilAsserted(() -> assertThat(overLimit(lessened)).isEqualTo(2));

            facts.publish("billing-service", Neighbours.plan(plan, 2, 2));

            await().untilAsserted(() -> assertThat(overLimit(other)).isEqualTo(1));
            assertThat(overLimit(lessened)).isEqualTo(2);
            facts.publish("billing-service", Neighbours.entitlement(lessened.payerId, 3, plan));
            await().untilAsserted(() -> assertThat(overLimit(lessened)).isEqualTo(1));
        }
    }
}
