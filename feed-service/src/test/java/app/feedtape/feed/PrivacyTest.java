package app.feedtape.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.PrivacyFact.ErasureDue;
import app.feedtape.events.PrivacyFact.ErasureRequested;
import app.feedtape.events.PrivacyFact.ExportRequested;
import app.feedtape.events.PrivacyFact.PartConfirmed;
import app.feedtape.test.EveryRow;
import app.feedtape.test.KafkaProbe;
import app.feedtape.test.TestIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What becomes of follows and reading when their owner deletes the account or wants a copy. */
class PrivacyTest extends FeedServiceTest {

    @Autowired private JdbcClient jdbc;

    private final UUID task = UUID.randomUUID();

    private static ErasureRequested requested(UUID task, UUID account) {
        return new ErasureRequested(
                task, account, Instant.now(), Instant.now().plus(Duration.ofDays(30)));
    }

    private static void awaitStage(KafkaProbe probe, UUID task, String stage) {
        PartConfirmed confirmed =
                probe.await(
                        PartConfirmed.class,
                        fact -> fact.taskId().equals(task) && fact.stage().equals(stage));
        assertThat(confirmed.service()).isEqualTo("feed-service");
    }

    private String read(Listener listener, String host) {
        WEB.at(
                host + "/feed",
                StubServer.ok(
                        "application/rss+xml", rss("Paper", item("a" + host, "News", "<p>x</p>"))));
        String feed = listener.followed("http://" + host + "/feed");
        await().until(() -> !listener.articles(feed).isEmpty());
        String article = listener.articles(feed).getFirst().path("id").asString();
        assertThat(
                        listener.put(
                                        "/api/articles/" + article + "/state",
                                        Map.of("read", true, "starred", true))
                                .status())
                .isEqualTo(204);
        return article;
    }

    @Test
    void everythingOfADeletedAccountGoesAndNothingOfAnybodyElse() {
        Listener gone = proListener();
        Listener stays = proListener();
        String own = newHost();
        String shared = newHost();
        read(gone, own);
        read(gone, shared);
        read(stays, shared);
        try (KafkaProbe probe = KafkaProbe.fromNow("privacy", "entitlement", "follow")) {
            probe.publish("/auth-service", requested(task, gone.accountId));
            awaitStage(probe, task, "closed");
            assertThat(wanted(own)).as("nobody fetches for somebody who is gone").isZero();
            assertThat(wanted(shared)).isEqualTo(1);

            UUID due =
                    probe.publish(
                            "/auth-service", new ErasureDue(task, gone.accountId, Instant.now()));
            awaitStage(probe, task, "erased");
            assertThat(EveryRow.mentioning(jdbc, gone.accountId.toString()))
                    .containsExactly("closed_account");
            assertThat(EveryRow.mentioning(jdbc, own)).isEmpty();
            assertThat(stays.articles(stays.get("/api/feeds").body().get(0).path("id").asString()))
                    .isNotEmpty();
            probe.awaitRecord(record ->
                    record.topic().equals("follow")
                            && record.value() == null
                            && gone.accountId.toString().equals(record.key()));

            // Late, twice and in the wrong order.
            probe.publish("/billing-service", Neighbours.entitlement(gone.accountId, 9, "pro"));
            probe.publish(
                    due, "/auth-service", new ErasureDue(task, gone.accountId, Instant.now()));
            probe.publish("/auth-service", requested(task, gone.accountId));
            probe.publish(
                    "/auth-service",
                    new ExportRequested(
                            UUID.randomUUID(),
                            gone.accountId,
                            Instant.now(),
                            Instant.now().plus(Duration.ofDays(7))));
            UUID last = UUID.randomUUID();
            probe.publish("/billing-service", Neighbours.entitlement(last, 1, "pro"));
            probe.publish("/auth-service", new ErasureDue(last, UUID.randomUUID(), Instant.now()));
            awaitStage(probe, last, "erased");
            await().until(() ->
                    jdbc.sql("select exists (select 1 from follow_allowance where payer_id = ?)")
                            .param(last)
                            .query(Boolean.class)
                            .single());
            assertThat(EveryRow.mentioning(jdbc, gone.accountId.toString()))
                    .containsExactly("closed_account");
        }
    }

    private long wanted(String host) {
        return jdbc.sql(
                        "select count(*) from follow f join feed s on s.id = f.feed_id where s.url like ? and not f.over_limit")
                .param("%" + host + "%")
                .query(Long.class)
                .single();
    }

    @Test
    void anErasureThatIsHeardBeforeItsRequestErasesAllTheSame() {
        Listener gone = proListener();
        read(gone, newHost());
        try (KafkaProbe probe = KafkaProbe.fromNow("privacy")) {
            probe.publish("/auth-service", new ErasureDue(task, gone.accountId, Instant.now()));
            probe.publish("/auth-service", requested(task, gone.accountId));
            awaitStage(probe, task, "closed");
            awaitStage(probe, task, "erased");
        }
        assertThat(EveryRow.mentioning(jdbc, gone.accountId.toString()))
                .containsExactly("closed_account");
    }

    @Test
    void aCopyHasFeedsAndReadingAndAnOpmlThatOthersRead() {
        Listener listener = proListener();
        String host = newHost();
        read(listener, host);
        listener.put(
                "/api/feeds/" + listener.get("/api/feeds").body().get(0).path("id").asString(),
                Map.of("title", "A & <B> \"C\""));
        try (KafkaProbe probe = KafkaProbe.fromNow("privacy")) {
            probe.publish(
                    "/auth-service",
                    new ExportRequested(
                            task,
                            listener.accountId,
                            Instant.now(),
                            Instant.now().plus(Duration.ofDays(7))));
        }
        await().until(() -> TestIdentity.shared().part(task, "feed-service").isPresent());
        JsonNode part =
                JSON.readTree(TestIdentity.shared().part(task, "feed-service").orElseThrow());
        assertThat(part.at("/data/feeds/0/url").asString()).contains(host);
        assertThat(part.at("/data/articles/0/starred").asBoolean()).isTrue();
        assertThat(part.at("/files/feeds.opml").asString())
                .contains("xmlUrl=\"http://" + host + "/feed\"", "text=\"A &amp; &lt;B")
                .startsWith("<?xml");
        await().untilAsserted(() ->
                assertThat(
                                jdbc.sql("select account_id from export_order where task_id = ?")
                                        .param(task)
                                        .query(UUID.class)
                                        .list())
                        .isEqualTo(List.of()));
    }
}
