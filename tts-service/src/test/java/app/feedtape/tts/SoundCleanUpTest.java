package app.feedtape.tts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.test.MovableClock;
import app.feedtape.test.TestIdentity;
import app.feedtape.test.TestInfrastructure;
import app.feedtape.tts.audio.AudioErasure;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/** Sound that nobody may hear any more leaves the storage, and sound that somebody may stays. */
@Import(MovableClock.Wiring.class)
@TestPropertySource(properties = "FEEDTAPE_SPEECH_WINDOW=2")
class SoundCleanUpTest extends SpeechServiceTest {

    @Autowired MovableClock clock;

    @Autowired ScheduledTaskHolder tasks;

    @Autowired AudioErasure erasure;

    @Autowired TransactionTemplate transaction;

    @Value("${feedtape.tts.audio-directory}")
    Path audioDirectory;

    private static String text(int characters) {
        return prose(characters * 2).replace("quick brown", word()).substring(0, characters - 1)
                + ".";
    }

    private void later(Duration by) {
        clock.advance(by);
        as(account);
    }

    private void as(UUID listener) {
        token = TestIdentity.shared().accessToken().account(listener);
    }

    private HttpResponse<byte[]> heardBy(UUID listener, String text) {
        billing.plan(listener, "pro", 200_000, null);
        as(listener);
        HttpResponse<byte[]> answer = synthesize(text);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer;
    }

    /** What is in the storage of an account's listenings. */
    private Set<Path> objectsOf(UUID listener) throws IOException {
        Set<String> names =
                jdbc
                        .sql(
                                """
                                select distinct coalesce(s.object, s.storage_key) from stored_segment s
                                join audio_segment using (storage_key) join audio a on a.id = audio_id
                                where a.account_id = :listener
                                """)
                        .param("listener", listener)
                        .query(String.class)
                        .list()
                        .stream()
                        .collect(Collectors.toSet());
        return files().stream()
                .filter(file -> names.contains(file.getFileName().toString()))
                .collect(Collectors.toSet());
    }

    private Set<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(audioDirectory)) {
            return all.filter(Files::isRegularFile).collect(Collectors.toSet());
        }
    }

    /** What the hourly and the frequent task do. */
    private void cleanUp() {
        tasks.getScheduledTasks().stream()
                .filter(task -> task.toString().contains("SoundCleanUp"))
                .forEach(task -> task.getTask().getRunnable().run());
    }

    private void cleanUpOverTwoDays() {
        later(Duration.ofDays(1).plusMinutes(5));
        cleanUp();
        later(Duration.ofDays(1).plusMinutes(5));
        cleanUp();
    }

    @Test
    void sharedSoundStaysWhileOneOfItsListenersMayHearItAndGoesAfterTheLast() throws IOException {
        String text = text(500);
        publish(text, clock.instant());
        UUID other = UUID.randomUUID();
        HttpResponse<byte[]> mine = heardBy(account, text);
        later(Duration.ofDays(20));
        HttpResponse<byte[]> theirs = heardBy(other, text);
        Set<Path> shared = objectsOf(other);
        assertThat(shared).isNotEmpty().isEqualTo(objectsOf(account));

        later(Duration.ofDays(10).plusMinutes(5));
        cleanUpOverTwoDays();
        assertThat(error(get(header(mine, "Content-Location")))).isEqualTo("404 NOT_FOUND");
        assertThat(objectsOf(account)).isEmpty();
        as(other);
        assertThat(get(header(theirs, "Content-Location")).body()).isEqualTo(mine.body());
        assertThat(files()).containsAll(shared);

        later(Duration.ofDays(19));
        cleanUpOverTwoDays();
        assertThat(files()).doesNotContainAnyElementsOf(shared);
    }

    @Test
    void whatWasDeletedOrMadeRoomUnderASmallerPlanStaysWhileItIsPaidAndGoesThen() throws Exception {
        String deleted = header(heardBy(account, text(300)), "Content-Location");
        String oldest = header(heardBy(account, text(1_200)), "Content-Location");
        heardBy(account, text(1_200));
        assertThat(send(request(deleted).DELETE().build()).statusCode()).isEqualTo(204);
        billing.keeps(account, 1);
        await().atMost(30, SECONDS)
                .until(() ->
                        read(get("/api/tts/usage")).path("kept_audio").path("limit_mb").asInt()
                                == 1);
        String newest = header(synthesize(text(1_200)), "Content-Location");
        await().atMost(20, SECONDS).until(() -> get(oldest).statusCode() == 404);
        Set<Path> all = objectsOf(account);

        later(Duration.ofDays(28));
        cleanUp();
        assertThat(files()).containsAll(all);
        assertThat(get(newest).statusCode()).isEqualTo(200);
        later(Duration.ofDays(2));
        cleanUpOverTwoDays();
        cleanUpOverTwoDays();
        assertThat(files()).doesNotContainAnyElementsOf(all);
    }

    @Test
    void anErasedAccountsOwnSoundGoesAtOnceAndWhatOthersHearStays() throws IOException {
        String open = text(400);
        publish(open, clock.instant());
        UUID other = UUID.randomUUID();
        heardBy(account, open);
        heardBy(account, text(400));
        HttpResponse<byte[]> theirs = heardBy(other, open);
        Set<Path> shared = objectsOf(other);
        Set<Path> own = new HashSet<>(objectsOf(account));
        own.removeAll(shared);
        assertThat(own).isNotEmpty();

        transaction.executeWithoutResult(ignored -> erasure.erase(account));
        later(Duration.ofSeconds(1));
        cleanUp();
        assertThat(files()).containsAll(shared).doesNotContainAnyElementsOf(own);
        as(other);
        assertThat(get(header(theirs, "Content-Location")).body()).isEqualTo(theirs.body());
    }

    /** As if the instance had died after writing the bytes: nothing after it happens. */
    @Test
    void bytesThatNoRowNamesGoADayLaterAndSoDoesWhatWasHalfWritten() throws IOException {
        Set<Path> before = files();
        pro();
        JdbcClient admin = administrator();
        admin.sql(
                        """
                        create or replace function tts.die() returns trigger language plpgsql as $$
                        begin raise exception 'died'; end $$
                        """)
                .update();
        admin.sql(
                        """
                        create trigger died before insert on tts.stored_segment
                        for each row execute function tts.die()
                        """)
                .update();
        try {
            assertThat(synthesize(text(150)).statusCode()).isGreaterThanOrEqualTo(500);
        } finally {
            admin.sql("drop trigger died on tts.stored_segment").update();
        }
        Set<Path> nameless = new HashSet<>(files());
        nameless.removeAll(before);
        assertThat(nameless).isNotEmpty();
        Path object = nameless.iterator().next();
        Path half = object.resolveSibling(object.getFileName() + "." + UUID.randomUUID());
        Files.write(half, new byte[10]);

        later(Duration.ofHours(23));
        cleanUp();
        assertThat(files()).containsAll(nameless).contains(half);
        later(Duration.ofHours(2));
        cleanUp();
        assertThat(files()).doesNotContainAnyElementsOf(nameless).doesNotContain(half);
    }

    private static JdbcClient administrator() {
        return JdbcClient.create(
                new DriverManagerDataSource(
                        TestInfrastructure.postgresUrl(),
                        TestInfrastructure.postgres().user(),
                        TestInfrastructure.postgres().password()));
    }
}
