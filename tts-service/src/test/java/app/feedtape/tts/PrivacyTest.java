package app.feedtape.tts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.AccountFact.ListenerSettings;
import app.feedtape.events.PrivacyFact.ErasureDue;
import app.feedtape.events.PrivacyFact.ErasureRequested;
import app.feedtape.events.PrivacyFact.ExportRequested;
import app.feedtape.events.PrivacyFact.PartConfirmed;
import app.feedtape.test.EveryRow;
import app.feedtape.test.KafkaProbe;
import app.feedtape.test.TestIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import tools.jackson.databind.JsonNode;

/** What becomes of sound and ledger when their owner deletes the account or wants a copy. */
class PrivacyTest extends SpeechServiceTest {

    @Value("${FEEDTAPE_AUDIO_DIRECTORY}")
    private Path audio;

    private final UUID task = UUID.randomUUID();

    private AccountChanged fact(long version, String status) {
        return new AccountChanged(
                account,
                version,
                null,
                false,
                null,
                status,
                List.of("listener"),
                new ListenerSettings("Joanna", BigDecimal.ONE, "auto", "standard"),
                Instant.now(),
                Instant.now());
    }

    private static void awaitStage(KafkaProbe probe, UUID task, String stage) {
        probe.await(
                PartConfirmed.class,
                it ->
                        it.taskId().equals(task)
                                && it.stage().equals(stage)
                                && it.service().equals("tts-service"));
    }

    private ErasureRequested requested() {
        return new ErasureRequested(
                task, account, Instant.now(), Instant.now().plus(Duration.ofDays(30)));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(audio)) {
            return all.filter(Files::isRegularFile)
                    .map(path -> path.getFileName().toString())
                    .toList();
        }
    }

    private List<String> ownKeys() {
        return jdbc.sql(
                        """
                        select distinct coalesce(s.object, s.storage_key) from stored_segment s
                        join audio_segment g using (storage_key) join audio a on a.id = g.audio_id
                        where a.account_id = ?
                        """)
                .param(account)
                .query(String.class)
                .list();
    }

    @Test
    void everyRowAndEverySoundOfADeletedAccountGoesAndTheBooksStillAgree() throws IOException {
        quota(20_000);
        assertThat(synthesize(prose(900)).statusCode()).isEqualTo(200);
        assertThat(send(job("To be spoken later, and gone even later.")).statusCode())
                .isEqualTo(202);
        await().atMost(30, SECONDS).until(() -> openHolds() == 0);
        List<String> keys = ownKeys();
        assertThat(keys).isNotEmpty();
        assertThat(files()).containsAll(keys);
        long erasedBefore = erased();
        try (KafkaProbe probe = KafkaProbe.fromNow("privacy", "account", "usage-day")) {
            probe.publish("/auth-service", fact(1, "active"));
            probe.publish("/auth-service", fact(2, "deleted"));
            probe.publish("/auth-service", requested());
            awaitStage(probe, task, "closed");
            await().atMost(20, SECONDS).until(() -> get("/api/tts/usage").statusCode() == 401);
            assertThat(ownKeys()).as("rows stay until their time").isNotEmpty();

            await().atMost(20, SECONDS)
                    .until(() ->
                            jdbc.sql("select exists (select 1 from listener where account_id = ?)")
                                    .param(account)
                                    .query(Boolean.class)
                                    .single());
            probe.publish("/auth-service", new ErasureDue(task, account, Instant.now()));
            awaitStage(probe, task, "erased");
            assertThat(EveryRow.mentioning(jdbc, account.toString()))
                    .containsExactly("closed_account");
            await().atMost(30, SECONDS)
                    .untilAsserted(() -> assertThat(files()).doesNotContainAnyElementsOf(keys));
            assertThat(erased() - erasedBefore).isEqualTo(940);
            probe.awaitRecord(record ->
                    record.topic().equals("usage-day")
                            && record.value() == null
                            && record.key().startsWith(account.toString()));

            probe.publish("/auth-service", fact(9, "active"));
            probe.publish(
                    "/auth-service", new ErasureDue(UUID.randomUUID(), account, Instant.now()));
            UUID somebody = UUID.randomUUID();
            UUID last = UUID.randomUUID();
            probe.publish("/auth-service", new ErasureDue(last, somebody, Instant.now()));
            awaitStage(probe, last, "erased");
            assertThat(EveryRow.mentioning(jdbc, account.toString()))
                    .containsExactly("closed_account");
        }
        JsonNode books =
                read(
                        send(
                                java.net.http.HttpRequest.newBuilder(
                                                java.net.URI.create(
                                                        "http://localhost:"
                                                                + port
                                                                + "/internal/ledger/verify"))
                                        .header(
                                                "Authorization",
                                                TestIdentity.shared()
                                                        .serviceToken("operator", "tts-service")
                                                        .bearer())
                                        .POST(java.net.http.HttpRequest.BodyPublishers.noBody())
                                        .build()));
        assertThat(books.path("ok").asBoolean()).as(books.toString()).isTrue();
    }

    private long erased() {
        return jdbc.sql("select coalesce(sum(committed), 0) from erased_day")
                .query(Long.class)
                .single();
    }

    @Test
    void theServiceItselfCannotTouchTheLedgerOfALivingAccount() {
        quota(20_000);
        synthesize("A short one.");
        org.assertj.core.api.Assertions.assertThatThrownBy(() ->
                        jdbc.sql("select erase_ledger(:account)")
                                .param("account", account)
                                .query((row, n) -> "")
                                .single())
                .rootCause()
                .hasMessageContaining("not deleted");
        org.assertj.core.api.Assertions.assertThatThrownBy(() ->
                        jdbc.sql("delete from ledger_entry where payer_id = :account")
                                .param("account", account)
                                .update())
                .rootCause()
                .hasMessageContaining("permission denied");
    }

    @Test
    void aStreamUnderWayEndsWhenItsListenersAccountIsGone() throws Exception {
        quota(20_000);
        // The last ones take longer than it does to hear of the deletion.
        polly.fault("latency", 3, 100, 0);
        polly.fault("latency", -1, 3_000, 0);
        String text = prose(9_000);
        HttpResponse<InputStream> stream = open(synthesizing(body(text).toString()));
        assertThat(stream.statusCode()).isEqualTo(200);
        try (KafkaProbe probe = KafkaProbe.fromNow("account")) {
            probe.publish("/auth-service", fact(2, "deleted"));
        }
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> stream.body().readAllBytes())
                .isInstanceOf(IOException.class);
        long heard =
                jdbc.sql("select coalesce(sum(committed), 0) from character_day where payer_id = ?")
                        .param(account)
                        .query(Long.class)
                        .single();
        assertThat(heard).isLessThan(9_000);
        await().atMost(20, SECONDS).until(() -> openHolds() == 0);
    }

    private HttpRequest job(String text) {
        return request("/api/tts/jobs")
                .header("Content-Type", "application/json")
                .POST(
                        HttpRequest.BodyPublishers.ofString(
                                json.createObjectNode()
                                        .put("text", text)
                                        .put("title", "My title")
                                        .put("language", "en")
                                        .toString()))
                .build();
    }

    private long openHolds() {
        return jdbc.sql("select count(*) from hold where payer_id = ? and state = 'open'")
                .param(account)
                .query(Long.class)
                .single();
    }

    @Test
    void aCopySaysWhatWasHeardAndBookedAndHoldsNoText() {
        quota(20_000);
        synthesize("Something quite private.");
        assertThat(send(job("Something no less private.")).statusCode()).isEqualTo(202);
        await().atMost(30, SECONDS).until(() -> openHolds() == 0);
        try (KafkaProbe probe = KafkaProbe.fromNow("privacy")) {
            probe.publish(
                    "/auth-service",
                    new ExportRequested(
                            task, account, Instant.now(), Instant.now().plus(Duration.ofDays(7))));
        }
        await().atMost(20, SECONDS)
                .until(() -> TestIdentity.shared().part(task, "tts-service").isPresent());
        JsonNode part =
                json.readTree(TestIdentity.shared().part(task, "tts-service").orElseThrow());
        assertThat(part.at("/data/usage/0/characters").asLong()).isEqualTo(50);
        assertThat(part.at("/data/listenings/0/voice").asString()).isEqualTo("Joanna");
        assertThat(part.at("/data/jobs/0/title").asString()).isEqualTo("My title");
        assertThat(part.toString()).doesNotContain("private", "storage_key");
    }
}
