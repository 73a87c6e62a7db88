package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.FakeGitHub.Person;
import app.feedtape.events.PrivacyFact.ExportRequested;
import app.feedtape.test.EveryRow;
import app.feedtape.test.KafkaProbe;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A person's copy of their data. Moves the clock. */
class ExportTest extends LifeTest {

    private static final String PART = "{\"data\":{\"of\":\"%s\"},\"files\":{}}";

    @LocalServerPort private int port;

    private Answer begin(Pair pair) {
        return api.post("/api/me/export", "", Api.bearer(pair));
    }

    private Answer handIn(String service, UUID task, String part) {
        return api.put("/internal/exports/%s/%s".formatted(task, service), part, service(service));
    }

    @Test
    void theCopyIsCompleteWhenEveryServiceHasHandedItsPartInAndOnlyItsOwnerGetsIt()
            throws Exception {
        Person person = somebody();
        Pair pair = signIn(person);
        Pair other = signIn(somebody());
        jdbc.sql("insert into password (account_id, hash) values (:account, '$argon2id$x')")
                .param("account", account(pair))
                .update();
        UUID job;
        try (KafkaProbe probe = KafkaProbe.fromNow("privacy")) {
            JsonNode begun = begin(pair).is(202).json().path("job");
            job = UUID.fromString(begun.path("id").asString());
            assertThat(begun.path("state").asString()).isEqualTo("running");
            assertThat(begin(pair).is(202).json().at("/job/id").asString())
                    .isEqualTo(job.toString());
            UUID task = job;
            assertThat(
                            probe.await(ExportRequested.class, fact -> fact.taskId().equals(task))
                                    .accountId())
                    .isEqualTo(account(pair));
        }
        String path = "/api/me/jobs/" + job;
        api.get(path + "/download", Api.bearer(pair)).is(404, "NOT_FOUND");
        handIn(
                        "feed-service",
                        job,
                        "{\"data\":{\"of\":\"feed\"},\"files\":{\"feeds.opml\":\"<opml/>\"}}")
                .is(204);
        handIn("feed-service", job, PART.formatted("feed again")).is(204);
        handIn("tts-service", job, PART.formatted("tts")).is(204);
        handIn("billing-service", job, PART.formatted("billing")).is(204);
        assertThat(api.get(path, Api.bearer(pair)).is(200).json().path("state").asString())
                .isEqualTo("running");
        handIn("admin-service", job, PART.formatted("admin")).is(204);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        api.get(path, Api.bearer(pair))
                                .json()
                                .path("state")
                                .asString()
                                .equals("complete"));
        assertThat(api.get(path, Api.bearer(pair)).json().path("download_url").asString())
                .isEqualTo(path + "/download");
        Map<String, String> files = download(path + "/download", pair);
        assertThat(files.keySet())
                .containsExactlyInAnyOrder(
                        "auth-service.json",
                        "feed-service.json",
                        "feeds.opml",
                        "tts-service.json",
                        "billing-service.json",
                        "admin-service.json");
        assertThat(files.get("feeds.opml")).isEqualTo("<opml/>");
        assertThat(files.get("feed-service.json")).contains("\"feed\"");
        JsonNode own = JsonMapper.shared().readTree(files.get("auth-service.json"));
        assertThat(own.at("/account/email").asString()).isEqualTo(person.email());
        assertThat(own.at("/sessions/0/user_agent").asString()).isEqualTo("FeedTape/3.1 (test)");
        assertThat(own.at("/identities/0/provider").asString()).isEqualTo("github");
        assertThat(own.path("passkeys").isArray()).isTrue();
        assertThat(own.at("/proofs/0/method").asString()).isEqualTo("password");
        assertThat(files.get("auth-service.json")).doesNotContain("secret", "hash", "token");

        api.get(path, Api.bearer(other)).is(404, "NOT_FOUND");
        api.get(path + "/download", Api.bearer(other)).is(404, "NOT_FOUND");
        api.get(path + "/download").is(401);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(mailsTo(person))
                                .anyMatch(mail -> subject(mail).contains("ready")));
        assertThat(EveryRow.mentioning(jdbc, "feed again")).isEmpty();

        clock.advance(Duration.ofDays(7));
        Pair later = signIn(person);
        api.get(path + "/download", Api.bearer(later)).is(404, "NOT_FOUND");
        handIn("admin-service", job, PART.formatted("late")).is(404, "NOT_FOUND");
    }

    @Test
    void aPartIsTakenOnlyFromItsServiceAndOnlyWhenItIsOne() {
        Pair pair = signIn(somebody());
        UUID job = UUID.fromString(begin(pair).is(202).json().at("/job/id").asString());
        String path = "/internal/exports/" + job + "/feed-service";
        api.put(path, PART.formatted("x"), service("tts-service")).is(403, "FORBIDDEN");
        api.put(path, PART.formatted("x"), Api.bearer(pair)).is(401);
        api.put(path, PART.formatted("x")).is(401);
        api.put(path, "{", service("feed-service")).is(400);
        api.put(path, "{\"data\":[],\"files\":{}}", service("feed-service")).is(400);
        api.put(path, "{\"data\":{},\"files\":{\"../x.opml\":\"\"}}", service("feed-service"))
                .is(400);
        api.put(path, " ".repeat(16 * 1024 * 1024 + 1), service("feed-service"))
                .is(413, "PAYLOAD_TOO_LARGE");
        handIn("feed-service", UUID.randomUUID(), PART.formatted("x")).is(404, "NOT_FOUND");
    }

    @Test
    void whoDeletesTheAccountMeanwhileHasTheirCopyGoneToo() {
        Person person = somebody();
        Pair pair = signIn(person);
        UUID job = UUID.fromString(begin(pair).is(202).json().at("/job/id").asString());
        deleted(pair);
        handIn("feed-service", job, PART.formatted("x")).is(404, "NOT_FOUND");
        assertThat(api.get("/api/me/jobs", Api.bearer(signIn(person))).json().path("items"))
                .isEmpty();
    }

    private Map<String, String> download(String path, Pair pair)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(
                                                URI.create("http://localhost:" + port + path))
                                        .headers(Api.bearer(pair))
                                        .build(),
                                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/zip");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        Map<String, String> files = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(answer.body()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }
}
