package app.feedtape.tts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.AccountFact.ListenerSettings;
import app.feedtape.test.KafkaProbe;
import app.feedtape.test.TestIdentity;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What account facts change here. */
class ListenersTest extends SpeechServiceTest {

    private AccountChanged fact(long version, String status, String voice, String quality) {
        return new AccountChanged(
                account,
                version,
                "someone@example.com",
                true,
                null,
                status,
                List.of("listener"),
                new ListenerSettings(voice, new BigDecimal("1.25"), "fr", quality),
                Instant.now(),
                Instant.now());
    }

    private void heard(long version) {
        await().atMost(20, SECONDS)
                .until(() ->
                        jdbc.sql("select version from listener where account_id = :id")
                                .param("id", account)
                                .query(Long.class)
                                .optional()
                                .filter(known -> known >= version)
                                .isPresent());
    }

    @Test
    void settingsFillWhatTheRequestLeavesOpen() {
        try (KafkaProbe probe = KafkaProbe.fromNow("account")) {
            probe.publish("auth-service", fact(1, "active", "Mathieu", "standard"));
            heard(1);
            ObjectNode open = json.createObjectNode().put("text", "OK ?");
            HttpResponse<byte[]> response = send(synthesizing(open.toString()));
            assertThat(header(response, "X-Voice-Used")).isEqualTo("Mathieu");
            assertThat(header(response, "X-Language-Detected")).isEqualTo("fr");
            assertThat(polly.callsSince(begunAt).getFirst().text()).contains("rate=\"125%\"");
        }
    }

    @Test
    void neuralBySettingFallsBackToStandardWhereThePlanHasNone() {
        try (KafkaProbe probe = KafkaProbe.fromNow("account")) {
            probe.publish("auth-service", fact(1, "active", "Lea", "neural"));
            heard(1);
            ObjectNode open =
                    json.createObjectNode()
                            .put("text", "Le conseil a décidé hier de planter des arbres.");
            HttpResponse<byte[]> free = send(synthesizing(open.toString()));
            assertThat(free.statusCode()).isEqualTo(200);
            assertThat(header(free, "X-Voice-Reason")).isEqualTo("plan");
            assertThat(polly.callsSince(begunAt).getFirst().engine()).isEqualTo("standard");
        }
    }

    @Test
    void aSuspendedAccountIsShutOutAndAnOlderFactDoesNotLetItIn() {
        try (KafkaProbe probe = KafkaProbe.fromNow("account")) {
            assertThat(synthesize("Hello there.").statusCode()).isEqualTo(200);
            probe.publish("auth-service", fact(7, "suspended", "Lucia", "standard"));
            heard(7);
            await().atMost(20, SECONDS)
                    .untilAsserted(() ->
                            assertThat(error(synthesize("Hello there.")))
                                    .isEqualTo("403 ACCOUNT_SUSPENDED"));
            probe.publish("auth-service", fact(6, "active", "Lucia", "standard"));
            probe.publish("auth-service", fact(8, "active", "Lea", "standard"));
            await().atMost(20, SECONDS)
                    .untilAsserted(() ->
                            assertThat(synthesize("Hello there.").statusCode()).isEqualTo(200));
        }
    }

    @Test
    void aTextInAnotherLanguageGetsThatLanguagesDefaultVoiceAndIsToldWhy() {
        ObjectNode french =
                json.createObjectNode()
                        .put("voice", "Matthew")
                        .put("text", "Le conseil a décidé hier de planter quatre cents arbres.");
        HttpResponse<byte[]> response = send(synthesizing(french.toString()));
        assertThat(header(response, "X-Voice-Used")).isEqualTo("Lea");
        assertThat(header(response, "X-Voice-Reason")).isEqualTo("language");
    }

    /** faults.md Q6 and Q21. */
    @Test
    void whoseUsageItIsSaysTheTokenAndWhichDayItIsTheDatabase() {
        synthesize(prose(100));
        JsonNode mine = read(get("/api/tts/usage"));
        assertThat(mine.at("/usage/characters").asLong()).isEqualTo(100);
        assertThat(read(pretending("?tz=Pacific/Kiritimati&day=2020-01-01"))).isEqualTo(mine);
        token = TestIdentity.shared().accessToken();
        JsonNode others = read(pretending("?user_id=%s&payer_id=%s".formatted(account, account)));
        assertThat(others.at("/usage/characters").asLong(-1)).isZero();
        assertThat(others.path("history").valueStream())
                .allMatch(day -> day.path("characters").asLong() == 0);
    }

    private HttpResponse<byte[]> pretending(String query) {
        return send(
                request("/api/tts/usage" + query)
                        .header("X-User-Id", account.toString())
                        .header("X-Timezone", "Pacific/Kiritimati")
                        .header("Date", "Wed, 01 Jan 2020 00:00:00 GMT")
                        .build());
    }

    @Test
    void feedServiceHasArticlesCleaned() {
        token = TestIdentity.shared().serviceToken("feed-service", "tts-service");
        HttpResponse<byte[]> response =
                send(
                        request("/internal/texts/clean")
                                .header("Content-Type", "application/json")
                                .POST(
                                        java.net.http.HttpRequest.BodyPublishers.ofString(
                                                "{\"html\":\"<p>Fish &amp; <b>chips</b></p><script>x</script>\",\"language_hint\":\"en-GB\"}"))
                                .build());
        assertThat(new String(response.body()))
                .isEqualTo(
                        "{\"text\":\"Fish & chips.\",\"cleaning_version\":2,\"characters\":13,\"language\":\"en\"}");
        token = TestIdentity.shared().accessToken();
        assertThat(get("/internal/ledger/verify").statusCode()).isEqualTo(401);
    }
}
