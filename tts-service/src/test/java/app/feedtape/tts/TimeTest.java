package app.feedtape.tts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.UsageFact.UsageRefunded;
import app.feedtape.test.KafkaProbe;
import app.feedtape.test.MovableClock;
import app.feedtape.test.TestIdentity;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Days, trials and thirty days, on a clock that moves. */
@Import(MovableClock.Wiring.class)
@TestPropertySource(properties = "FEEDTAPE_SPEECH_WINDOW=2")
class TimeTest extends SpeechServiceTest {

    @Autowired MovableClock clock;

    @Autowired ScheduledTaskHolder tasks;

    @Autowired
    @Qualifier("jobRunner")
    SmartLifecycle runner;

    @Value("${feedtape.tts.audio-directory}")
    Path audioDirectory;

    private void later(Duration by) {
        clock.advance(by);
        token = TestIdentity.shared().accessToken().account(account);
    }

    @Test
    void aNewDayBeginsAtMidnightUtcAndTheOldOneStaysInTheHistory() {
        billing.plan(account, "pro", 1_000, null);
        synthesize(prose(1_000));
        assertThat(error(synthesize("More of it, please."))).isEqualTo("402 QUOTA_EXCEEDED");
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        Duration untilMidnight =
                Duration.between(
                        clock.instant(),
                        today.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
        later(untilMidnight.plusSeconds(1));

        JsonNode usage = read(get("/api/tts/usage"));
        assertThat(usage.path("usage").path("characters").asLong()).isZero();
        assertThat(usage.path("history").get(1).path("date").asString())
                .isEqualTo(today.toString());
        assertThat(usage.path("history").get(1).path("characters").asLong()).isEqualTo(1_000);
        assertThat(synthesize("More of it, please.").statusCode()).isEqualTo(200);
    }

    @Test
    void whatWasBegunBeforeMidnightIsBookedOnThatDayOnce() {
        billing.plan(account, "pro", 1_000, null);
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        clock.set(today.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().minusMillis(800));
        token = TestIdentity.shared().accessToken().account(account);
        polly.fault("latency", 1, 2_000, 0);
        assertThat(synthesize(prose(200)).statusCode()).isEqualTo(200);

        JsonNode usage = read(get("/api/tts/usage"));
        assertThat(usage.path("usage").path("characters").asLong()).isZero();
        assertThat(usage.path("history").get(0).path("date").asString())
                .isEqualTo(today.plusDays(1).toString());
        assertThat(usage.path("history").get(1).path("characters").asLong()).isEqualTo(200);
    }

    @Test
    void aNewMonthHasRoomForJobsAgain() {
        billing.plan(account, "pro", 1_000, null);
        assertThat(send(job("A job of this month.")).statusCode()).isEqualTo(202);
        JsonNode before = read(get("/api/tts/usage")).path("jobs");
        assertThat(before.path("used").asInt()).isEqualTo(1);
        assertThat(before.path("limit").asInt()).isEqualTo(500);
        Instant resetsAt = Instant.parse(before.path("resets_at").asString());
        LocalDate firstOfNext = LocalDate.ofInstant(resetsAt, ZoneOffset.UTC);
        assertThat(firstOfNext.getDayOfMonth()).isEqualTo(1);

        later(Duration.between(clock.instant(), resetsAt).plusSeconds(1));
        JsonNode after = read(get("/api/tts/usage")).path("jobs");
        assertThat(after.path("used").asInt()).isZero();
        assertThat(Instant.parse(after.path("resets_at").asString())).isAfter(resetsAt);
    }

    @Test
    void aJobCostsWhatItWasSaidToCostAlthoughWhatWasPaidBeforeExpiresUntilItIsSpoken() {
        pro();
        String paid = prose(900);
        String longer = paid + "\n\nAnd a few words that nobody has paid for.";
        synthesize(paid);
        later(Duration.ofDays(30).minusHours(2));
        runner.stop();
        JsonNode job;
        try {
            job = read(send(job(longer)));
            assertThat(job.path("price").asInt()).isBetween(1, 899);
            later(Duration.ofHours(4));
        } finally {
            runner.start();
        }
        JsonNode done = awaitDone(job.path("id").asString());
        assertThat(done.path("charged").asInt()).isEqualTo(job.path("price").asInt());
        String audio = done.at("/audio_ids/0").asString();
        assertThat(get("/api/audio/" + audio).statusCode()).isEqualTo(200);

        // A job may take 30 hours, and once it keeps for so long what is paid; not again and again.
        assertThat(read(send(job(longer))).path("price").asInt()).isZero();
        later(Duration.ofHours(29));
        assertThat(Integer.parseInt(header(synthesize(longer), "X-Characters-Charged")))
                .isBetween(700, 900);
    }

    private HttpRequest job(String text) {
        return request("/api/tts/jobs")
                .header("Content-Type", "application/json")
                .POST(
                        HttpRequest.BodyPublishers.ofString(
                                json.createObjectNode()
                                        .put("text", text)
                                        .put("language", "en")
                                        .toString()))
                .build();
    }

    private JsonNode awaitDone(String job) {
        return await().atMost(60, SECONDS)
                .until(
                        () -> read(get("/api/tts/jobs/" + job)),
                        it -> it.path("finished_at").isString());
    }

    @Test
    void theTrialEndsWithItsLastSecondEvenWithCharactersLeft() {
        billing.plan(account, "free", 20_000, clock.instant().plus(Duration.ofDays(7)));
        assertThat(synthesize("The first day of it.").statusCode()).isEqualTo(200);
        later(Duration.ofDays(7).plusSeconds(1));
        assertThat(error(synthesize("A day too late."))).isEqualTo("402 TRIAL_EXPIRED");
        assertThat(synthesize("The first day of it.").statusCode()).isEqualTo(200);
    }

    @Test
    void whatWasPaidIsGoneAfterThirtyDaysFromAddressesAndInTheEndFromTheStorage() throws Exception {
        pro();
        String text = prose(900);
        String place = header(synthesize(text), "Content-Location");
        List<Path> stored = objects();
        assertThat(stored).isNotEmpty();
        later(Duration.ofDays(29));
        String later = header(synthesize(text), "Content-Location");
        assertThat(get(later).statusCode()).isEqualTo(200);
        later(Duration.ofDays(1).plusMinutes(1));
        assertThat(error(get(place))).isEqualTo("404 NOT_FOUND");
        assertThat(error(get(later))).isEqualTo("404 NOT_FOUND");

        later(Duration.ofDays(2));
        cleanUp();
        assertThat(stored).allSatisfy(object -> assertThat(object).exists());
        later(Duration.ofDays(2));
        cleanUp();
        assertThat(stored).allSatisfy(object -> assertThat(object).doesNotExist());
        assertThat(error(get(place))).isEqualTo("404 NOT_FOUND");
        HttpResponse<byte[]> anew = synthesize(text);
        assertThat(header(anew, "X-Characters-Charged")).isEqualTo("900");
        assertThat(get(header(anew, "Content-Location")).body()).isEqualTo(anew.body());
    }

    @Test
    void soundThatIsPaidAgainIsKeptAlthoughItWasAboutToBeRemoved() throws Exception {
        pro();
        String text = prose(400);
        synthesize(text);
        later(Duration.ofDays(32));
        HttpResponse<byte[]> again = synthesize(text);
        cleanUp();
        later(Duration.ofDays(2));
        cleanUp();
        assertThat(get(header(again, "Content-Location")).body()).isEqualTo(again.body());
    }

    @Test
    void whatIsSetAsideStaysSetAsideWhileSomebodyListensSlowly() throws Exception {
        pro();
        // More of it than the system takes by itself before anybody has heard it.
        ObjectNode body = body(prose(10_000)).put("speed", 0.5).put("format", "pcm");
        try (KafkaProbe probe = KafkaProbe.fromNow("usage");
                SlowListener slow = SlowListener.to(this, body)) {
            await().atMost(20, SECONDS).until(() -> callsStopped());
            for (int i = 0; i < 3; i++) {
                later(Duration.ofSeconds(70));
                await().atMost(15, SECONDS).until(() -> leaseSeconds() > 100);
            }
            slow.readOn();
            await().atMost(30, SECONDS).until(() -> charactersUsed() == 10_000);
            assertThat(reasons()).doesNotContain("lease_expired");
            assertThat(probe.heard(UsageRefunded.class))
                    .noneMatch(fact -> fact.payerId().equals(account));
        }
    }

    /** The production waits for its listener: some of the text was never sent to the voice. */
    private boolean callsStopped() {
        int calls = polly.callsSince(begunAt).size();
        return calls >= 3 && leaseSeconds() > 0 && held() > 0;
    }

    private long held() {
        return read(get("/api/tts/usage")).path("characters_held").asLong();
    }

    private double leaseSeconds() {
        return jdbc.sql(
                        """
                        select coalesce(extract(epoch from max(lease_until) - app_now()), 0) from hold
                        where account_id = :account and state = 'open'
                        """)
                .param("account", account)
                .query(Double.class)
                .single();
    }

    private List<String> reasons() {
        return jdbc.sql(
                        "select reason from ledger_entry where account_id = :account and kind = 'release'")
                .param("account", account)
                .query(String.class)
                .list();
    }

    private List<Path> objects() {
        return jdbc
                .sql(
                        """
                        select s.object from stored_segment s join audio_segment using (storage_key)
                        join audio a on a.id = audio_id where a.account_id = :account
                        """)
                .param("account", account)
                .query(String.class)
                .list()
                .stream()
                .map(name ->
                        audioDirectory
                                .resolve(name.substring(0, 2))
                                .resolve(name.substring(2, 4))
                                .resolve(name))
                .toList();
    }

    private void cleanUp() {
        runTask("SoundCleanUp");
    }

    private void runTask(String name) {
        tasks.getScheduledTasks().stream()
                .filter(task -> task.toString().contains(name))
                .forEach(task -> task.getTask().getRunnable().run());
    }

    @Test
    void whatSomebodyElsePaysForLaterProlongsNothing() {
        pro();
        String text = prose(640).replace("quick", UUID.randomUUID().toString());
        publish(text, clock.instant());
        HttpResponse<byte[]> mine = synthesize(text);
        later(Duration.ofDays(20));
        UUID other = UUID.randomUUID();
        billing.plan(other, "pro", 5_000, null);
        token = TestIdentity.shared().accessToken().account(other);
        HttpResponse<byte[]> theirs = synthesize(text);
        later(Duration.ofDays(10).plusMinutes(1));
        assertThat(error(get(header(mine, "Content-Location")))).isEqualTo("404 NOT_FOUND");
        token = TestIdentity.shared().accessToken().account(other);
        assertThat(get(header(theirs, "Content-Location")).body()).isEqualTo(mine.body());
    }

    @Test
    void whatWasPaidIsPaidForThirtyDays() {
        pro();
        String text = prose(200);
        synthesize(text);
        later(Duration.ofDays(29));
        assertThat(header(synthesize(text), "X-Characters-Charged")).isEqualTo("0");
        later(Duration.ofDays(2));
        assertThat(header(synthesize(text), "X-Characters-Charged")).isEqualTo("200");
    }

    @Test
    void aKeyIsForgottenAfterADayAndAYoungerOneIsNot() {
        pro();
        assertThat(keyed("The first text of this key.", "day-1").statusCode()).isEqualTo(200);
        later(Duration.ofHours(23));
        assertThat(keyed("The first text of this key.", "day-2").statusCode()).isEqualTo(200);
        assertThat(error(keyed("Another one.", "day-1"))).isEqualTo("422 IDEMPOTENCY_KEY_REUSED");
        later(Duration.ofHours(1).plusMinutes(1));
        runTask("KeyCleanUp");
        assertThat(
                        jdbc.sql("select count(*) from idempotency where account_id = :account")
                                .param("account", account)
                                .query(Integer.class)
                                .single())
                .isEqualTo(1);
        assertThat(keyed("Another one.", "day-1").statusCode()).isEqualTo(200);
        assertThat(error(keyed("Another one.", "day-2"))).isEqualTo("422 IDEMPOTENCY_KEY_REUSED");
    }

    private HttpResponse<byte[]> keyed(String text, String key) {
        return send(
                request("/api/tts/synthesize")
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .POST(
                                java.net.http.HttpRequest.BodyPublishers.ofString(
                                        body(text).toString()))
                        .build());
    }
}
