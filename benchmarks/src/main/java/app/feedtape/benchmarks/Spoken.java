package app.feedtape.benchmarks;

import app.feedtape.benchmarks.Listener.Heard;
import java.io.IOException;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Somebody who has texts spoken by an instance.
 *
 * @param bearer what all requests show, as those of an app do until it expires
 */
record Spoken(SpeechInstance instance, String bearer) {

    private static final JsonMapper JSON = JsonMapper.shared();

    static Spoken by(SpeechStage stage, SpeechInstance instance) {
        return new Spoken(instance, stage.bearer(UUID.randomUUID()));
    }

    /** The request of a text in a format; language and voice are named. */
    static String body(String text, String format) {
        ObjectNode body = JSON.createObjectNode();
        body.put("text", text).put("link", "https://example.com/article").put("format", format);
        return body.put("language", "en").put("voice", "Joanna").toString();
    }

    /** The request of somebody who leaves everything to the service. */
    static String openBody(String text) {
        return JSON.createObjectNode()
                .put("text", text)
                .put("link", "https://example.com/article")
                .toString();
    }

    Listener begin(String body) throws IOException {
        return Listener.post(instance.port(), "/api/tts/synthesize", bearer, body);
    }

    Heard hear(String body) throws IOException {
        try (Listener listener = begin(body)) {
            return require(listener.listen());
        }
    }

    Listener get(String path, int receiveBuffer) throws IOException {
        return Listener.get(instance.port(), path, bearer, receiveBuffer);
    }

    Heard get(String path) throws IOException {
        try (Listener listener = get(path, 0)) {
            return require(listener.listen());
        }
    }

    static Heard require(Heard heard) {
        if (heard.status() != 200) {
            throw new IllegalStateException(heard.status() + " " + heard.headers());
        }
        return heard;
    }
}
