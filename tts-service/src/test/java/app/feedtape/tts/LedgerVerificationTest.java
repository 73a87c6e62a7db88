package app.feedtape.tts;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.test.TestIdentity;
import app.feedtape.test.TestInfrastructure;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;

/** {@code ./feedtape admin ledger verify}: our books, and beside them what the provider says. */
class LedgerVerificationTest extends SpeechServiceTest {

    private final JdbcClient admin =
            JdbcClient.create(
                    new DriverManagerDataSource(
                            TestInfrastructure.postgresUrl(),
                            TestInfrastructure.postgres().user(),
                            TestInfrastructure.postgres().password()));

    /** Other tests had time moved under the rows of their calls. */
    @BeforeEach
    void nobodyHasSpokenYet() {
        admin.sql("truncate tts.provider_outcome, tts.provider_call").update();
        polly.forgetCharges();
    }

    private JsonNode verified() {
        token = TestIdentity.shared().serviceToken("operator", "tts-service");
        JsonNode report = read(get("/internal/ledger/verify"));
        token = TestIdentity.shared().accessToken().account(account);
        return report;
    }

    private JsonNode today(JsonNode report) {
        return report.at("/provider_statement/days/13");
    }

    private static String verdict(JsonNode report) {
        return report.at("/provider_statement/verdict").asString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"feed-service", "gateway", "admin-service", "billing-service"})
    void onlyOperatorsMayHaveTheLedgerRecounted(String caller) {
        token = TestIdentity.shared().serviceToken(caller, "tts-service");
        assertThat(error(get("/internal/ledger/verify"))).isEqualTo("403 FORBIDDEN");
    }

    @Test
    void theProviderSaysWhatOurRowsSayWhateverBecameOfTheCalls() {
        quota(20_000);
        assertThat(synthesize(prose(700)).statusCode()).isEqualTo(200);
        polly.fault("short", 1, 0, 700);
        polly.fault("error", 1);
        assertThat(synthesize("It is said twice, and only once it is kept.").statusCode())
                .isEqualTo(200);
        JsonNode report = verified();
        assertThat(verdict(report)).as(report.toString()).isEqualTo("agrees");
        assertThat(report.path("ok").asBoolean()).isTrue();
        long charged = today(report).path("provider_says").asLong();
        assertThat(charged).isGreaterThan(743);
        assertThat(today(report).path("most_characters").asLong()).isEqualTo(charged);
        assertThat(report.at("/provider/0/wasted_characters").asLong()).isEqualTo(charged - 743);
    }

    @Test
    void aCallThatTheProviderChargesAndWeKnowNothingOfIsADifference() {
        synthesize(prose(100));
        polly.speakForSomebodyElse("Nobody here has asked for this.");
        JsonNode report = verified();
        assertThat(verdict(report)).as(report.toString()).isEqualTo("differs");
        assertThat(today(report).path("agrees").asBoolean()).isFalse();
        assertThat(report.path("ok").asBoolean()).as("our own books").isTrue();
    }

    @Test
    void aCallThatWeBookedAndTheProviderDidNotChargeIsADifference() {
        LocalDate yesterday =
                admin.sql("select (tts.app_now() at time zone 'UTC')::date - 1")
                        .query(LocalDate.class)
                        .single();
        call(yesterday, "stored", 100);
        assertThat(verdict(verified())).isEqualTo("differs");
    }

    @Test
    void aCallWhoseAnswerNeverCameMayHaveBeenChargedOrNot() {
        LocalDate yesterday =
                admin.sql("select (tts.app_now() at time zone 'UTC')::date - 1")
                        .query(LocalDate.class)
                        .single();
        call(yesterday, "unknown", 0);
        JsonNode report = verified();
        assertThat(verdict(report)).as(report.toString()).isEqualTo("agrees");
        JsonNode day = report.at("/provider_statement/days/12");
        assertThat(day.path("least_characters").asLong()).isZero();
        assertThat(day.path("most_characters").asLong()).isEqualTo(100);
        assertThat(report.at("/provider/0/calls_of_unknown_outcome").asLong()).isEqualTo(1);
    }

    private void call(LocalDate day, String outcome, int accepted) {
        UUID id = UUID.randomUUID();
        admin.sql(
                        """
                        insert into tts.provider_call (id, audio_id, voice, engine, kind, characters, sent_at)
                        values (:id, :id, 'Joanna', 'standard', 'audio', 100,
                                (cast(:day as date) + interval '12 hours') at time zone 'UTC')
                        """)
                .param("id", id)
                .param("day", day)
                .update();
        admin.sql(
                        "insert into tts.provider_outcome (call_id, outcome, accepted_characters)"
                                + " values (:id, :outcome, :accepted)")
                .param("id", id)
                .param("outcome", outcome)
                .param("accepted", accepted)
                .update();
    }

    @Test
    void theServiceMayOnlyAddToBothLedgers() {
        assertThat(synthesize("Something to be booked.").statusCode()).isEqualTo(200);
        for (String table : List.of("ledger_entry", "provider_call", "provider_outcome")) {
            for (String change : List.of("update %s set %s = %s", "delete from %s")) {
                String column = table.equals("provider_outcome") ? "call_id" : "id";
                org.junit.jupiter.api.Assertions.assertThrows(
                        BadSqlGrammarException.class,
                        () -> jdbc.sql(change.formatted(table, column, column)).update(),
                        table);
            }
        }
        for (String counter : List.of("character_day", "hold")) {
            org.junit.jupiter.api.Assertions.assertThrows(
                    BadSqlGrammarException.class,
                    () -> jdbc.sql("delete from " + counter).update(),
                    counter);
        }
        org.junit.jupiter.api.Assertions.assertThrows(
                DataIntegrityViolationException.class,
                () -> jdbc.sql("update character_day set held = -1").update());
    }
}
