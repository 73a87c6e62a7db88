package app.feedtape.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Committed exchanges of the calls that the app in people's hands makes. What differs from run to
 * run is replaced by its kind; everything else must be as it was. {@code
 * -Dfeedtape.golden.write=true} renews the files.
 */
final class Golden {

    private static final Path FOLDER =
            RunningSystem.root().resolve("system-tests/src/test/resources/golden");
    private static final List<String> HEADERS =
            List.of(
                    "content-type",
                    "cache-control",
                    "location",
                    "retry-after",
                    "x-ratelimit-limit",
                    "ratelimit-policy",
                    "x-character-count",
                    "x-language-detected",
                    "x-voice-used",
                    "x-characters-charged",
                    "x-usage-remaining");
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .build();

    private Golden() {}

    static void matches(String name, String requestLine, HttpResponse<?> answer) {
        StringBuilder exchange =
                new StringBuilder(requestLine)
                        .append("\n\n")
                        .append(answer.statusCode())
                        .append('\n');
        for (String header : HEADERS) {
            answer.headers()
                    .firstValue(header)
                    .ifPresent(value ->
                            exchange.append(header).append(": ").append(value).append('\n'));
        }
        if (answer.body() instanceof String body && !body.isEmpty()) {
            exchange.append('\n').append(pretty(body)).append('\n');
        }
        compare(FOLDER.resolve(name + ".txt"), normalize(exchange.toString()));
    }

    private static String pretty(String body) {
        return body.startsWith("{") || body.startsWith("[")
                ? JSON.writeValueAsString(JSON.readValue(body, Object.class))
                : body;
    }

    private static String normalize(String exchange) {
        return exchange.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<uuid>")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "<instant>")
                .replaceAll("\"\\d{4}-\\d\\d-\\d\\d\"", "\"<date>\"")
                .replaceAll("http://(localhost|127\\.0\\.0\\.1):\\d+", "<origin>")
                .replaceAll("http%3A%2F%2F(localhost|127\\.0\\.0\\.1)%3A\\d+", "<origin>")
                .replaceAll("eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+", "<access token>")
                .replaceAll("(refresh_token\" : )\"[^\"]+\"", "$1\"<refresh token>\"")
                .replaceAll("(decision_id\" : )\"[A-Za-z0-9_-]{440}\"", "$1\"<decision>\"")
                .replaceAll("refresh_token=[^&\\s]+", "refresh_token=<refresh token>")
                .replaceAll("(state|code_challenge|code)=[^&\\s]+", "$1=<$1>");
    }

    private static void compare(Path file, String exchange) {
        try {
            if (Boolean.getBoolean("feedtape.golden.write")) {
                Files.createDirectories(FOLDER);
                Files.writeString(file, exchange);
            }
            assertThat(file).exists();
            assertThat(exchange).isEqualTo(Files.readString(file));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
