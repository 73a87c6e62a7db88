package app.feedtape.gateway.document;

import app.feedtape.web.problem.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * The committed exchanges of the app in people's hands, with a value for what differs each time.
 */
final class Exchanges {

    static final String ID = "01993d6e-58c2-7b7a-9a51-3f0c8f1d2e4b";
    static final String INSTANT = "2026-11-22T06:30:00Z";
    static final String DATE = "2026-11-22";
    static final String DECISION = "the decision's id";

    private static final String FOLDER = "system-tests/src/test/resources/golden";

    private final List<Exchange> all = new ArrayList<>();

    /**
     * One of them.
     *
     * @param body JSON; a missing node for what is none
     */
    record Exchange(String name, String verb, String path, int status, JsonNode body) {}

    Exchanges(Path root) {
        JsonMapper mapper = JsonMapper.builder().build();
        try (Stream<Path> files = Files.list(root.resolve(FOLDER)).sorted()) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String[] parts = Files.readString(file).split("\n\n", 3);
                String[] call = parts[0].split("[ ?]");
                String body = parts.length < 3 ? "" : valued(parts[2]);
                all.add(
                        new Exchange(
                                file.getFileName().toString(),
                                call[0],
                                call[1].strip(),
                                Integer.parseInt(parts[1].split("\n")[0].strip()),
                                body.startsWith("{") || body.startsWith("[")
                                        ? mapper.readTree(body)
                                        : mapper.missingNode()));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String valued(String body) {
        return body.replace("<uuid>", ID)
                .replace("<instant>", INSTANT)
                .replace("<date>", DATE)
                .replace("<decision>", DECISION)
                .replace("<origin>", "https://feedtape.example")
                .replaceAll("<([a-z ]+)>", "the $1");
    }

    List<Exchange> all() {
        return all;
    }

    Optional<JsonNode> error(ErrorCode code) {
        return all.stream()
                .map(Exchange::body)
                .filter(body -> body.at("/error/code").asString("").equals(code.name()))
                .findFirst();
    }

    Optional<JsonNode> answer(String verb, String template, int status) {
        Pattern path = pattern(template);
        return all.stream()
                .filter(it -> it.verb().equals(verb) && it.status() == status)
                .filter(it -> path.matcher(it.path()).matches())
                .map(Exchange::body)
                .filter(body -> !body.isMissingNode() && !body.isEmpty())
                .map(Exchanges::shortened)
                .max((one, other) -> Integer.compare(size(one), size(other)));
    }

    /** Thirty days of a history say no more than two. */
    private static JsonNode shortened(JsonNode body) {
        JsonNode copy = body.deepCopy();
        copy.valueStream()
                .filter(ArrayNode.class::isInstance)
                .map(ArrayNode.class::cast)
                .forEach(array -> {
                    while (array.size() > 2) {
                        array.remove(array.size() - 1);
                    }
                });
        return copy;
    }

    private static int size(JsonNode body) {
        return body.toString().length();
    }

    static Pattern pattern(String template) {
        return Pattern.compile(template.replace(".", "\\.").replaceAll("\\{[^}]*}", "[^/]+"));
    }
}
