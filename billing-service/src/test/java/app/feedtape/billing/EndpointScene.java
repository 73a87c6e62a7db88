package app.feedtape.billing;

import static app.feedtape.billing.Receiver.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.billing.BillingApi.Answer;
import app.feedtape.billing.Receiver.Heard;
import app.feedtape.events.JobFact.JobFinished;
import app.feedtape.localstack.engines.FeedTapeHome;
import app.feedtape.test.KafkaProbe;
import app.feedtape.test.TestIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Somebody on a plan with webhooks, and the server that receives them. */
abstract class EndpointScene extends BillingTest {

    static final String PATH = "/api/webhooks";
    static final String EVERYTHING =
            "\"subscription.changed\",\"usage.threshold\",\"job.finished\",\"api_key.changed\"";

    /** Of a member that is neither an object nor what tells types apart. */
    static final String VALUE = ":(\\[[^]]*]|\"[^\"]*\"|[a-z0-9]+)";

    final Receiver receiver = new Receiver();
    KafkaProbe probe;
    UUID account;
    String token;
    String at;
    String secret;

    @BeforeEach
    void makeAnEndpoint() {
        probe = KafkaProbe.fromNow("notification");
        account = UUID.randomUUID();
        token = BillingApi.listener(account);
        grant(account, "pro");
        JsonNode made = make(token, receiver, EVERYTHING);
        at = PATH + "/" + made.path("id").asString();
        secret = made.path("secret").asString();
    }

    @AfterEach
    void close() {
        api.order("DELETE", at, token, "");
        receiver.close();
        probe.close();
    }

    /** The page's example without its values. */
    static String documented(String type) {
        try {
            String page = Files.readString(FeedTapeHome.locate().resolve("docs/webhooks.md"));
            String section = page.substring(page.indexOf("### `" + type + "`"));
            String example = section.substring(section.indexOf("```json") + 7);
            return JsonMapper.shared()
                    .readTree(example.substring(0, example.indexOf("```")))
                    .toString()
                    .replaceAll(VALUE, ":");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    String test() {
        Answer sent = api.post(at + "/test", token, "");
        assertThat(sent.status()).as(sent.body()).isEqualTo(202);
        return sent.response().headers().firstValue("Location").orElseThrow();
    }

    Heard of(String type) {
        return receiver.heard().stream()
                .filter(one -> one.json().path("type").asString().equals(type))
                .findFirst()
                .orElseThrow();
    }

    JsonNode log(String query) {
        return api.get(at + "/deliveries" + query, token).json();
    }

    void awaitStates(String state, int number) {
        await().atMost(PATIENCE)
                .until(() -> log("?status=" + state).path("items").size() == number);
    }

    void awaitDisabled(String reason) {
        await().atMost(PATIENCE)
                .until(
                        () -> api.get(at, token).json().path("disabled_reason").asString(""),
                        reason::equals);
    }

    /** As if the pause were over. */
    void hurry() {
        jdbc.sql(
                        "update endpoint_delivery set next_attempt_at = app_now() where endpoint_id = ?::uuid and state = 'pending'")
                .param(at.substring(PATH.length() + 1))
                .update();
    }

    void failingFor(String interval) {
        jdbc.sql("update endpoint set failing_since = app_now() - ?::interval where account_id = ?")
                .params(interval, account)
                .update();
    }

    JsonNode make(String owner, Receiver to, String types) {
        Answer made =
                api.post(
                        PATH,
                        owner,
                        "{\"url\":\"%s\",\"event_types\":[%s]}".formatted(to.url(), types));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return made.json();
    }

    static JobFinished job(UUID account, UUID payer) {
        return new JobFinished(
                UUID.randomUUID(), account, payer, "done", null, List.of(), 1, 1, Instant.now());
    }

    void grant(UUID payer, String plan) {
        api.post(
                "/internal/grants",
                BillingApi.service("operator"),
                "{\"payer_id\":\"%s\",\"plan\":\"%s\",\"reason\":\"a test\"}"
                        .formatted(payer, plan));
    }

    static String member(UUID account, UUID organization) {
        return TestIdentity.shared()
                .accessToken()
                .account(account)
                .organization(organization)
                .bearer();
    }

    static void awaitEnd(CountDownLatch end) {
        try {
            end.await(60, java.util.concurrent.TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
