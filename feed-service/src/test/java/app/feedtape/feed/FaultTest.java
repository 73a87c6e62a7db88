package app.feedtape.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.FollowFact.FollowCountChanged;
import app.feedtape.test.FeedTapeServiceTest;
import app.feedtape.test.KafkaProbe;
import app.feedtape.test.TestInfrastructure;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the service stands on is taken away under it. */
@FeedTapeServiceTest(faults = true)
class FaultTest extends FeedServiceTest {

    @AfterEach
    void everythingIsBack() {
        TestInfrastructure.postgresProxy().forward();
    }

    @Test
    void whileTheDatabaseIsAwayTheAnswerSaysSo() {
        Listener ann = freeListener();
        String id = ann.followed("https://" + newHost() + "/");
        TestInfrastructure.postgresProxy().cut();

        Answer list = ann.get("/api/feeds");
        Answer follow = ann.follow("https://" + newHost() + "/");

        for (Answer answer : new Answer[] {list, follow}) {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.code()).isEqualTo("UPSTREAM_UNAVAILABLE");
            assertThat(answer.header("Retry-After")).isNotEmpty();
        }
        TestInfrastructure.postgresProxy().forward();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(ann.feed(id).path("id").asString()).isEqualTo(id));
    }

    @Test
    void whileTheBrokerIsAwayFeedsAreFollowedAndTheFactComesLater() {
        Listener ann = freeListener();
        TestInfrastructure.kafka().takeAway();

        try {
            ann.followed("https://" + newHost() + "/");
            ann.followed("https://" + newHost() + "/");
            assertThat(ann.get("/api/feeds").body().size()).isEqualTo(2);
        } finally {
            TestInfrastructure.kafka().bringBack();
        }
        try (KafkaProbe facts = KafkaProbe.fromBeginning("follow")) {
            FollowCountChanged last =
                    facts.await(
                            FollowCountChanged.class,
                            fact -> fact.accountId().equals(ann.accountId) && fact.follows() == 2);
            assertThat(last.version()).isEqualTo(2);
        }
    }
}
