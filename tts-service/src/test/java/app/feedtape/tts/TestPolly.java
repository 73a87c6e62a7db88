package app.feedtape.tts;

import app.feedtape.world.polly.LocalVoice;
import app.feedtape.world.polly.PollyServlet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The provider of this test JVM: the local world's own stand-in with a voice that answers at once.
 */
final class TestPolly {
    private static final TestPolly SHARED = new TestPolly();

    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder().build();
    private final Tomcat tomcat = new Tomcat();
    private final VoiceList voices = new VoiceList();

    private TestPolly() {
        try {
            Path folder = Files.createTempDirectory("polly");
            tomcat.setBaseDir(folder.toString());
            Connector connector = new Connector();
            connector.setPort(0);
            tomcat.setConnector(connector);
            Context context = tomcat.addContext("", folder.toString());
            Tomcat.addServlet(
                    context, "polly", new PollyServlet(LocalVoice.tone(), Clock.systemUTC()));
            context.addServletMappingDecoded("/polly/*", "polly");
            voices.installIn(context);
            tomcat.start();
        } catch (IOException | LifecycleException failure) {
            throw new IllegalStateException(failure);
        }
    }

    static TestPolly shared() {
        return SHARED;
    }

    String address() {
        return "http://127.0.0.1:%d/polly".formatted(tomcat.getConnector().getLocalPort());
    }

    /**
     * One call as the provider saw it.
     *
     * @param at when it came
     */
    record Call(
            String text,
            String textType,
            String engine,
            int characters,
            int status,
            Instant at,
            boolean marks) {}

    List<Call> callsSince(Instant moment) {
        List<Call> calls = new ArrayList<>();
        for (JsonNode call : json.readTree(send("GET", "/_calls?since=" + moment, ""))) {
            calls.add(
                    new Call(
                            call.path("text").asString(),
                            call.path("text_type").asString(),
                            call.path("engine").asString(),
                            call.path("characters").asInt(),
                            call.path("status").asInt(),
                            Instant.parse(call.path("at").asString()),
                            call.path("marks").asBoolean()));
        }
        return calls;
    }

    void fault(String mode, int times) {
        send("POST", "/_faults", "{\"mode\":\"%s\",\"times\":%d}".formatted(mode, times));
    }

    void fault(String mode, int times, int millis, int afterBytes) {
        send(
                "POST",
                "/_faults",
                "{\"mode\":\"%s\",\"times\":%d,\"ms\":%d,\"after_bytes\":%d}"
                        .formatted(mode, times, millis, afterBytes));
    }

    void calm() {
        voices.asItIs();
        send("DELETE", "/_faults", "");
    }

    /** Has the list of voices changed until it is calm again. */
    void offer(Consumer<List<JsonNode>> change) {
        voices.asItIs();
        ObjectNode answer = (ObjectNode) json.readTree(send("GET", "/v1/voices", ""));
        List<JsonNode> all = new ArrayList<>(answer.path("Voices").valueStream().toList());
        change.accept(all);
        voices.answer(200, answer.set("Voices", json.valueToTree(all)).toString());
    }

    /** Nobody is told of voices until it is calm again. */
    void voicesAway() {
        voices.answer(503, "{\"message\":\"away\"}");
    }

    /** As if nothing had been charged so far. */
    void forgetCharges() {
        send("DELETE", "/_charges", "");
    }

    /** A call that this service has not made. */
    void speakForSomebodyElse(String text) {
        send(
                "POST",
                "/v1/speech",
                json.createObjectNode()
                        .put("Text", text)
                        .put("VoiceId", "Joanna")
                        .put("Engine", "standard")
                        .put("OutputFormat", "mp3")
                        .toString());
    }

    private String send(String method, String path, String body) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create(address() + path))
                                    .header("Authorization", "AWS4-HMAC-SHA256 somebody")
                                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
