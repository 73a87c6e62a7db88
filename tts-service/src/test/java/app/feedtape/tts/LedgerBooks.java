package app.feedtape.tts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.test.KafkaProbe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The books of some payers since a moment, in which they alone were read to. */
record LedgerBooks(JdbcClient jdbc, List<UUID> payers, Instant since) {

    private static final String UNKNOWN = "o.call_id is null or o.outcome = 'unknown'";
    private static final String OF_PAYERS = " where payer_id = any(:payers)";

    private static final String PROVIDER =
            """
            select coalesce(sum(%s), 0) from provider_call c
            left join provider_outcome o on o.call_id = c.id
            join audio a on a.id = c.audio_id where a.payer_id = any(:payers) and (%s)
            """;

    private static final String NAMELESS =
            """
            select object from unnest(:objects) as written (object)
            where not exists (select from stored_segment s where s.object = written.object)
              and not exists (select from discarded_object d where d.object = written.object)
            """;

    private static final List<String> LEASES =
            List.of(
                    "update hold set lease_until = app_now() - interval '1 second'"
                            + OF_PAYERS
                            + " and state = 'open'",
                    "update audio set maker_until = app_now() - interval '1 second'"
                            + OF_PAYERS
                            + " and maker is not null",
                    "update idempotency set claimed_at = claimed_at - interval '2 minutes'"
                            + OF_PAYERS
                            + " and state = 'running'");

    /** As if the time of all that is leased were over. */
    void endLeases() {
        LEASES.forEach(lease -> jdbc.sql(lease).param("payers", paying()).update());
    }

    long openHolds() {
        return number("select count(*) from hold" + OF_PAYERS + " and state = 'open'");
    }

    /** Of a day's counters, such as {@code committed}. */
    long counted(String column) {
        return number(
                "select coalesce(sum(%s), 0) from character_day".formatted(column) + OF_PAYERS);
    }

    /** What the provider delivered and was kept, by the rows of the provider's side. */
    long stored() {
        return provider("o.accepted_characters", "o.outcome = 'stored'");
    }

    /** Counter, entries, facts, the provider's rows and what it heard say the same: how much. */
    long agreed(String what, KafkaProbe probe, TestPolly polly, Path audio) {
        long entries =
                number(
                        "select coalesce(sum(characters), 0) from ledger_entry"
                                + OF_PAYERS
                                + " and kind = 'commit'");
        assertThat(counted("committed")).as(what).isEqualTo(entries);
        assertThat(counted("held")).as(what).isZero();
        await(what + ": facts")
                .atMost(120, SECONDS)
                .until(() -> SpeechServiceTest.told(probe, payers), told -> told == entries);
        theProviderAgrees(what, polly);
        theStorageAgrees(what, audio);
        return entries;
    }

    /** Of a call without an outcome nobody knows whether the provider charged it. */
    private void theProviderAgrees(String what, TestPolly polly) {
        long known = provider("o.accepted_characters", "true");
        long unknown = provider("c.characters", UNKNOWN);
        long spoken =
                polly.callsSince(since).stream()
                        .filter(call -> call.status() == 200)
                        .mapToLong(TestPolly.Call::characters)
                        .sum();
        assertThat(spoken).as(what).isBetween(known, known + unknown);
    }

    /** Whatever was written since is named by a row, or listed to be removed. */
    private void theStorageAgrees(String what, Path audio) {
        try (Stream<Path> all = Files.walk(audio)) {
            String[] objects =
                    all.filter(Files::isRegularFile)
                            .filter(file -> file.toFile().lastModified() > since.toEpochMilli())
                            .map(file -> file.getFileName().toString().substring(0, 64))
                            .toArray(String[]::new);
            assertThat(jdbc.sql(NAMELESS).param("objects", objects).query(String.class).list())
                    .as(what)
                    .isEmpty();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private long provider(String what, String which) {
        return number(PROVIDER.formatted(what, which));
    }

    private long number(String sql) {
        return jdbc.sql(sql).param("payers", paying()).query(Long.class).single();
    }

    private UUID[] paying() {
        return payers.toArray(UUID[]::new);
    }
}
