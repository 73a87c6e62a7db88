package app.feedtape.tts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.test.FeedTapeServiceTest;
import app.feedtape.test.TestIdentity;
import app.feedtape.test.TestInfrastructure;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import tools.jackson.databind.JsonNode;

/** What the database may do to a transaction that books a segment (faults.md, PG5). */
@FeedTapeServiceTest(faults = true)
@Import(BookingFaultsTest.LostAnswers.class)
class BookingFaultsTest extends SpeechServiceTest {

    @Autowired AtomicInteger lostAnswers;

    private final JdbcClient admin =
            JdbcClient.create(
                    new DriverManagerDataSource(
                            TestInfrastructure.postgresUrl(),
                            TestInfrastructure.postgres().user(),
                            TestInfrastructure.postgres().password()));

    @AfterEach
    void theBooksAgree() {
        lostAnswers.set(0);
        admin.sql("drop trigger if exists fault on tts.ledger_entry").update();
        admin.sql("drop trigger if exists fault on tts.hold").update();
        token = TestIdentity.shared().serviceToken("operator", "tts-service");
        JsonNode report = read(get("/internal/ledger/verify"));
        assertThat(report.path("ok").asBoolean()).as(report.toString()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"40P01", "40001", "55P03", "lost"})
    void aSegmentWhoseBookingFailsTwiceIsBookedTheThirdTimeAndPaidOnce(String fault) {
        strike("insert on tts.ledger_entry", "new.kind = 'commit'", fault, 2);
        HttpResponse<byte[]> response = synthesize(prose(600));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(get(header(response, "Content-Location")).body()).isEqualTo(response.body());
        assertThat(charactersUsed()).isEqualTo(600);
        assertThat(polly.callsSince(begunAt).stream().mapToInt(TestPolly.Call::characters).sum())
                .isEqualTo(600);
    }

    @ParameterizedTest
    @ValueSource(strings = {"40P01", "lost"})
    void aListeningWhoseEndFailsTwiceIsClosedTheThirdTime(String fault) {
        polly.fault("denied", 1);
        strike("update on tts.hold", "new.state = 'settled'", fault, 2);
        assertThat(error(synthesize(prose(150)))).isEqualTo("503 SPEECH_UNAVAILABLE");
        assertThat(read(get("/api/tts/usage")).path("characters_held").asLong()).isZero();
    }

    @Test
    void whatAFinishedJobHadSetAsideIsNotKeptWhenItsProductionCouldNotCloseIt() {
        pro();
        // The production gives up after four tries, and the end of the job's text comes after them.
        strike("update on tts.hold", "new.state = 'settled'", "40P01", 4);
        HttpResponse<byte[]> created =
                send(
                        request("/api/tts/jobs")
                                .header("Content-Type", "application/json")
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                body(prose(300)).toString()))
                                .build());
        assertThat(created.statusCode()).isEqualTo(202);
        await().atMost(60, SECONDS)
                .until(() ->
                        read(get(header(created, "Location")))
                                .path("status")
                                .asString()
                                .equals("done"));
        assertThat(
                        jdbc.sql(
                                        "select count(*) from hold where state <> 'settled' and payer_id = :payer")
                                .param("payer", account)
                                .query(Long.class)
                                .single())
                .isZero();
    }

    @Test
    void aBookingThatNeverSucceedsIs503WithNothingCharged() {
        strike("insert on tts.ledger_entry", "new.kind = 'commit'", "40P01", 1_000);
        assertThat(error(synthesize(prose(150)))).isEqualTo("503 SPEECH_UNAVAILABLE");
        admin.sql("drop trigger if exists fault on tts.ledger_entry").update();
        assertThat(charactersUsed()).isZero();
        assertThat(read(get("/api/tts/usage")).path("characters_held").asLong()).isZero();
    }

    @Test
    void aBookingWhoseAnswerIsLostIsNotBookedAgain() {
        String text = prose(2_500);
        // The first is that of the admission, which nobody repeats.
        assertThat(synthesize(prose(100)).statusCode()).isEqualTo(200);
        long before = charactersUsed();
        polly.fault("latency", 1, 800, 0);
        try (var threads = java.util.concurrent.Executors.newSingleThreadExecutor()) {
            var heard = threads.submit(() -> synthesize(text));
            await().until(() -> read(get("/api/tts/usage")).path("characters_held").asLong() > 0);
            lostAnswers.set(3);
            assertThat(heard.get().statusCode()).isEqualTo(200);
        } catch (InterruptedException | java.util.concurrent.ExecutionException failure) {
            throw new IllegalStateException(failure);
        }
        assertThat(lostAnswers).hasNonPositiveValue();
        assertThat(charactersUsed() - before).isEqualTo(2_500);
        assertThat(read(get("/api/tts/usage")).path("characters_held").asLong()).isZero();
    }

    /** The next so many statements of a kind meet this error, or lose their connection. */
    private void strike(String event, String when, String fault, int times) {
        String act =
                fault.equals("lost")
                        ? "perform pg_terminate_backend(pg_backend_pid())"
                        : "raise exception 'struck' using errcode = '" + fault + "'";
        admin.sql("drop sequence if exists tts.strikes").update();
        admin.sql("create sequence tts.strikes").update();
        admin.sql(
                        """
                        create or replace function tts.strike() returns trigger
                        language plpgsql security definer as $$
                        begin
                            if nextval('tts.strikes') <= %d then %s; end if;
                            return new;
                        end $$
                        """
                                .formatted(times, act))
                .update();
        admin.sql(
                        "create trigger fault before %s for each row when (%s) execute function tts.strike()"
                                .formatted(event, when))
                .update();
    }

    /** Commits that happen and whose answer is lost on the way. */
    @TestConfiguration(proxyBeanMethods = false)
    static class LostAnswers {

        @Bean
        static AtomicInteger lostAnswers() {
            return new AtomicInteger();
        }

        @Bean
        static BeanPostProcessor losing(AtomicInteger lostAnswers) {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof PlatformTransactionManager manager
                            ? new Losing(manager, lostAnswers)
                            : bean;
                }
            };
        }
    }

    private record Losing(PlatformTransactionManager manager, AtomicInteger left)
            implements PlatformTransactionManager {

        @Override
        public TransactionStatus getTransaction(TransactionDefinition definition) {
            return manager.getTransaction(definition);
        }

        @Override
        public void commit(TransactionStatus status) {
            boolean books = status.isNewTransaction() && !status.isReadOnly();
            manager.commit(status);
            if (books
                    && Thread.currentThread().getName().equals("speech")
                    && left.getAndDecrement() > 0) {
                throw new DataAccessResourceFailureException("The answer is lost");
            }
        }

        @Override
        public void rollback(TransactionStatus status) {
            manager.rollback(status);
        }
    }
}
