package app.feedtape.tts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.AccountFact.ListenerSettings;
import app.feedtape.test.TestIdentity;
import app.feedtape.tts.ledger.CharacterLedger;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.ConfigurableEnvironment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A listener with jobs; after every test nothing is left of them and the books agree. */
abstract class JobServiceTest extends SpeechServiceTest {

    @Autowired CharacterLedger ledger;

    @Autowired ConfigurableEnvironment environment;

    @Autowired
    @Qualifier("jobRunner")
    SmartLifecycle runner;

    @AfterEach
    void nothingIsLeftAndTheBooksAgree() {
        polly.calm();
        feeds.away(false);
        jdbc.sql(
                        """
                        update speech_job set cancel_reason = 'asked', next_try_at = app_now()
                        where finished_at is null and cancel_reason is null
                        """)
                .update();
        await().atMost(60, SECONDS)
                .until(() ->
                        count("select count(*) from speech_job where finished_at is null") == 0);
        assertThat(count("select count(*) from speech_job_item where text is not null")).isZero();
        token = TestIdentity.shared().serviceToken("operator", "tts-service");
        JsonNode report = read(get("/internal/ledger/verify"));
        assertThat(report.path("ok").asBoolean()).as(report.toString()).isTrue();
    }

    AccountChanged fact(String status) {
        return new AccountChanged(
                account,
                7,
                null,
                false,
                null,
                status,
                List.of("listener"),
                new ListenerSettings("Joanna", BigDecimal.ONE, "auto", "standard"),
                Instant.now(),
                Instant.now());
    }

    ObjectNode text(String text) {
        return json.createObjectNode()
                .put("text", text)
                .put("language", "en")
                .put("voice", "Joanna");
    }

    ObjectNode source(String member, UUID id) {
        return json.createObjectNode().put(member, id.toString());
    }

    HttpResponse<byte[]> create(ObjectNode body) {
        return send(creating(port, body, UUID.randomUUID().toString()));
    }

    HttpRequest creating(int at, ObjectNode body, String key) {
        return request(at, "/api/tts/jobs")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
    }

    HttpResponse<byte[]> delete(String id) {
        return send(request("/api/tts/jobs/" + id).DELETE().build());
    }

    String id(HttpResponse<byte[]> created) {
        assertThat(created.statusCode()).as(new String(created.body())).isEqualTo(202);
        return read(created).path("id").asString();
    }

    JsonNode job(String id) {
        return read(get("/api/tts/jobs/" + id));
    }

    String status(String id) {
        return jdbc.sql("select state from speech_job where id = :id")
                .param("id", UUID.fromString(id))
                .query(String.class)
                .single();
    }

    JsonNode awaitStatus(String id, String status) {
        await("job " + status)
                .atMost(90, SECONDS)
                .until(() -> job(id).path("status").asString().equals(status));
        return job(id);
    }

    JsonNode awaitWaiting(String id) {
        await("a job that waits")
                .atMost(90, SECONDS)
                .until(() -> job(id).path("next_attempt_at").isString());
        return job(id);
    }

    void due(String id) {
        jdbc.sql("update speech_job set next_try_at = app_now() where id = :id")
                .param("id", UUID.fromString(id))
                .update();
    }

    int segmentsDone(String id) {
        return job(id).at("/progress/segments_done").asInt();
    }

    List<String> titles(JsonNode job) {
        return job.path("items").valueStream().map(item -> item.path("title").asString()).toList();
    }

    int held() {
        return read(get("/api/tts/usage")).path("characters_held").asInt();
    }

    int jobsUsed() {
        return read(get("/api/tts/usage")).at("/jobs/used").asInt();
    }

    int spoken() {
        return polly.callsSince(begunAt).stream().mapToInt(TestPolly.Call::characters).sum();
    }

    int count(String sql) {
        return jdbc.sql(sql).query(Integer.class).single();
    }

    int mine(String sql) {
        return jdbc.sql(sql).param("account", account).query(Integer.class).single();
    }
}
