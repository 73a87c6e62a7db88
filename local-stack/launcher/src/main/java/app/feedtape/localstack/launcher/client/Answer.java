package app.feedtape.localstack.launcher.client;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What came back. */
public record Answer(HttpResponse<byte[]> response) {
    static final JsonMapper JSON = JsonMapper.builder().build();

    public int status() {
        return response.statusCode();
    }

    public byte[] bytes() {
        return response.body();
    }

    public String text() {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    /** The body as JSON; a body that is none has no members. */
    public JsonNode json() {
        try {
            return JSON.readTree(text());
        } catch (JacksonException notJson) {
            return JSON.createObjectNode();
        }
    }

    /** A string at a JSON pointer, or empty. */
    public String at(String pointer) {
        return json().at(pointer).asString("");
    }

    public long number(String pointer) {
        return json().at(pointer).asLong(-1);
    }

    public Optional<String> header(String name) {
        return response.headers().firstValue(name);
    }

    public String errorCode() {
        return at("/error/code");
    }
}
