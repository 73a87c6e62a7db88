package app.feedtape.tts;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.test.MovableClock;
import app.feedtape.test.TestIdentity;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.test.context.TestPropertySource;

/** faults.md Q4 and Q5: the day changes while many are being let in, and clocks disagree. */
@Import(MovableClock.Wiring.class)
@TestPropertySource(properties = "FEEDTAPE_SPEECH_WINDOW=2")
class LedgerMidnightTest extends SpeechServiceTest {

    private static final int LIMIT = 1_000;
    private static final int EACH = 100;

    @Autowired MovableClock clock;

    @Autowired ConfigurableEnvironment environment;

    private Instant midnight;

    @BeforeEach
    void tomorrow() {
        midnight =
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)
                        .plusDays(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant();
        billing.plan(account, "pro", LIMIT, null);
    }

    @AfterEach
    void oneTimeAgain() {
        clock.advance(Duration.ZERO);
    }

    @Test
    void twoHundredAcrossMidnightFillBothDaysAndNeitherIsOverItsLimit() throws Exception {
        clock.set(midnight.minusSeconds(30));
        token = TestIdentity.shared().accessToken().account(account);
        List<Integer> statuses =
                atOnce(
                        200,
                        i -> {
                            if (i == 100) {
                                clock.set(midnight.plusMillis(1));
                            }
                            return send(saying(port, i)).statusCode();
                        });
        assertThat(statuses).containsOnly(200, 402);
        assertThat(statuses).filteredOn(status -> status == 200).hasSize(2 * LIMIT / EACH);
        assertThat(days()).containsExactly((long) LIMIT, (long) LIMIT);
        everyHoldIsOfTheDatabasesDay();
    }

    /** One instance is in the next day already, the other still in the one before. */
    @Test
    void theDayIsTheDatabasesWhateverTheClocksOfTheInstancesSay() throws Exception {
        Clock behind = Clock.offset(clock, Duration.ofSeconds(-27));
        try (SecondInstance second = SecondInstance.beside(environment, behind)) {
            clock.set(midnight.plusSeconds(10));
            theDatabaseIsBehindBy(Duration.ofSeconds(22));
            token = TestIdentity.shared().accessToken().account(account);
            token.with("iat", behind.instant().getEpochSecond());
            List<Integer> before = saidOnBoth(second, 0);
            theDatabaseIsBehindBy(Duration.ofSeconds(5));
            List<Integer> after = saidOnBoth(second, 20);
            assertThat(before).filteredOn(status -> status == 200).hasSize(LIMIT / EACH);
            assertThat(after).filteredOn(status -> status == 200).hasSize(LIMIT / EACH);
        }
        assertThat(days()).containsExactly((long) LIMIT, (long) LIMIT);
        everyHoldIsOfTheDatabasesDay();
    }

    private List<Integer> saidOnBoth(SecondInstance second, int from) throws Exception {
        return atOnce(
                20, i -> send(saying(i % 2 == 0 ? port : second.port(), from + i)).statusCode());
    }

    private void theDatabaseIsBehindBy(Duration by) {
        clock.advance(Duration.ZERO);
        jdbc.sql("update clock_offset set offset_ms = offset_ms - :by")
                .param("by", by.toMillis())
                .update();
    }

    private static List<Integer> atOnce(int requests, IntUnaryOperator request) throws Exception {
        List<Callable<Integer>> all =
                IntStream.range(0, requests)
                        .mapToObj(i -> (Callable<Integer>) () -> request.applyAsInt(i))
                        .toList();
        // As many as an account may have streams: nobody is refused for another reason.
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            return threads.invokeAll(all).stream().map(Future::resultNow).toList();
        }
    }

    /** A text of a hundred characters that no other request has. */
    private HttpRequest saying(int port, int number) {
        String text = "Sentence %03d. ".formatted(number) + prose(EACH);
        return request(port, "/api/tts/synthesize")
                .header("Content-Type", "application/json")
                .POST(
                        HttpRequest.BodyPublishers.ofString(
                                body(text.substring(0, EACH - 1) + ".").toString()))
                .build();
    }

    private List<Long> days() {
        return jdbc.sql(
                        """
                        select committed from character_day
                        where payer_id = :account and held = 0 order by day
                        """)
                .param("account", account)
                .query(Long.class)
                .list();
    }

    private void everyHoldIsOfTheDatabasesDay() {
        assertThat(
                        jdbc.sql(
                                        """
                                        select count(*) from hold where payer_id = :account
                                        and day <> (opened_at at time zone 'UTC')::date
                                        """)
                                .param("account", account)
                                .query(Long.class)
                                .single())
                .isZero();
    }
}
