package app.feedtape.gateway.document;

import app.feedtape.web.problem.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Examples: what was really answered where an exchange is committed, else what is written down for
 * the call, else the shape with a usual value for each member.
 */
final class Examples {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEEPEST = 12;

    private final JsonNode written = JsonMapper.builder().build().readTree(text("examples.json"));
    private final Exchanges exchanges;

    Examples(Path root) {
        exchanges = new Exchanges(root);
    }

    /** A text beside the tests. */
    static String text(String name) {
        try (InputStream file = Examples.class.getResourceAsStream("/document/" + name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    JsonNode error(ErrorCode code) {
        return exchanges
                .error(code)
                .orElseGet(() -> {
                    String message = message(code);
                    ObjectNode body = JSON.objectNode().put("message", message);
                    ObjectNode error = body.putObject("error");
                    error.put("code", code.name()).put("message", message);
                    if (code.isExplained()) {
                        error.putObject("details").put(ErrorCode.DECISION_ID, Exchanges.DECISION);
                    }
                    return body.put("request_id", Exchanges.ID);
                });
    }

    private static String message(ErrorCode code) {
        String words = code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
    }

    /** Puts an example to every body and path variable that has none. */
    void fill(ObjectNode document) {
        document.path("paths")
                .properties()
                .forEach(path ->
                        path.getValue()
                                .properties()
                                .forEach(verb ->
                                        fill(
                                                document,
                                                verb.getKey().toUpperCase(Locale.ROOT),
                                                path.getKey(),
                                                (ObjectNode) verb.getValue())));
    }

    private void fill(ObjectNode document, String verb, String path, ObjectNode operation) {
        String id = operation.path("operationId").asString();
        for (JsonNode parameter : operation.path("parameters")) {
            if (parameter.path("in").asString().equals("path")) {
                String name = parameter.path("name").asString();
                ((ObjectNode) parameter)
                        .set("example", of(document, parameter.path("schema"), name, 0));
            }
        }
        operation
                .path("requestBody")
                .path("content")
                .properties()
                .forEach(type -> {
                    JsonNode told = written.path("requests").get(id + " " + type.getKey());
                    JsonNode example = told == null ? written.path("requests").get(id) : told;
                    ObjectNode content = (ObjectNode) type.getValue();
                    content.set(
                            "example",
                            example == null
                                    ? of(document, content.path("schema"), "", 0)
                                    : example);
                });
        operation
                .path("responses")
                .properties()
                .forEach(answer -> {
                    int status = Integer.parseInt(answer.getKey());
                    JsonNode content = answer.getValue().path("content").path("application/json");
                    if (content instanceof ObjectNode json) {
                        json.set(
                                "example",
                                exchanges
                                        .answer(verb, path, status)
                                        .or(() ->
                                                Optional.ofNullable(
                                                        written.path("answers").get(id)))
                                        .orElseGet(() -> of(document, json.path("schema"), "", 0)));
                    }
                });
    }

    private JsonNode of(JsonNode document, JsonNode schema, String name, int depth) {
        if (depth > DEEPEST) {
            return JSON.nullNode();
        }
        if (schema.has("$ref")) {
            String reference = schema.path("$ref").asString();
            return of(document, document.at(reference.substring(1)), name, depth + 1);
        }
        for (String choice : List.of("anyOf", "allOf", "oneOf")) {
            if (schema.has(choice)) {
                return of(document, schema.path(choice).get(0), name, depth + 1);
            }
        }
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (schema.has("enum")) {
            return schema.get("enum").get(0);
        }
        String type =
                schema.path("type").isArray()
                        ? schema.path("type").get(0).asString()
                        : schema.path("type").asString("");
        return switch (type) {
            case "object" -> object(document, schema, depth);
            case "array" ->
                    JSON.arrayNode()
                            .add(of(document, schema.path("items"), singular(name), depth + 1));
            default -> usual(schema, type, name);
        };
    }

    private JsonNode object(JsonNode document, JsonNode schema, int depth) {
        ObjectNode object = JSON.objectNode();
        schema.path("properties")
                .properties()
                .forEach(member -> {
                    object.set(
                            member.getKey(),
                            of(document, member.getValue(), member.getKey(), depth + 1));
                });
        return object;
    }

    private JsonNode usual(JsonNode schema, String type, String name) {
        JsonNode known = written.path("members").get(name);
        if (known != null && (type.isEmpty() || fits(known, type))) {
            return known;
        }
        return switch (type) {
            case "integer" -> JSON.numberNode(Math.max(1, schema.path("minimum").asLong(1)));
            case "number" -> JSON.numberNode(1.0);
            case "boolean" -> JSON.booleanNode(true);
            case "string" ->
                    switch (schema.path("format").asString("")) {
                        case "uuid" -> JSON.stringNode(Exchanges.ID);
                        case "date-time" -> JSON.stringNode(Exchanges.INSTANT);
                        case "date" -> JSON.stringNode(Exchanges.DATE);
                        case "uri" -> JSON.stringNode("https://feedtape.example/");
                        default ->
                                JSON.stringNode(name.isEmpty() ? "text" : name.replace('_', ' '));
                    };
            default -> known == null ? JSON.objectNode() : known;
        };
    }

    private static boolean fits(JsonNode value, String type) {
        return switch (type) {
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "string" -> value.isString();
            default -> true;
        };
    }

    private static String singular(String name) {
        return name.endsWith("s") ? name.substring(0, name.length() - 1) : name;
    }
}
