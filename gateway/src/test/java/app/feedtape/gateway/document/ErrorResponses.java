package app.feedtape.gateway.document;

import app.feedtape.gateway.route.LimitScope;
import app.feedtape.gateway.route.Route;
import app.feedtape.web.problem.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What all calls have in common: the error envelope by code, headers, and who one says to be. */
final class ErrorResponses {

    static final String BEARER = "bearer";
    static final String KEY = "api_key";

    /** Where an operation's codes stand until its answers are made of them. */
    static final String CODES = "codes";

    /** The one shape of a refusal. */
    static final String SHAPE = "app.feedtape.web.problem.ErrorBody";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> OF_LIMITS =
            List.of(
                    "RateLimit-Policy",
                    "RateLimit",
                    "X-RateLimit-Limit",
                    "X-RateLimit-Remaining",
                    "X-RateLimit-Reset");

    private final Examples examples;
    private final Map<String, ObjectNode> responses = new TreeMap<>();

    ErrorResponses(Examples examples) {
        this.examples = examples;
    }

    /** An answer that is no refusal, still without its body. */
    ObjectNode answer(int status, Route route) {
        ObjectNode answer =
                JSON.objectNode().put("description", HttpStatus.valueOf(status).getReasonPhrase());
        ObjectNode headers = answer.putObject("headers");
        refer(headers, "X-Request-Id");
        if (route.scope() != LimitScope.NONE) {
            OF_LIMITS.forEach(name -> refer(headers, name));
        }
        return answer;
    }

    private static void refer(ObjectNode headers, String name) {
        headers.putObject(name).put("$ref", "#/components/headers/" + name);
    }

    /** The operation with an answer for each status of its codes. */
    ObjectNode added(ObjectNode operation) {
        Map<Integer, Set<String>> byStatus = new TreeMap<>();
        for (JsonNode code : operation.remove(CODES)) {
            int status = ErrorCode.valueOf(code.asString()).status();
            byStatus.computeIfAbsent(status, any -> new TreeSet<>()).add(code.asString());
        }
        boolean isLimited = operation.has("x-limit");
        ObjectNode answers = (ObjectNode) operation.get("responses");
        byStatus.forEach((status, codes) ->
                answers.putObject(String.valueOf(status))
                        .put("$ref", "#/components/responses/" + shared(status, codes, isLimited)));
        return operation;
    }

    private String shared(int status, Set<String> codes, boolean isLimited) {
        String name = status + "_" + String.join(".", codes) + (isLimited ? "" : ".unlimited");
        responses.computeIfAbsent(name, any -> refused(status, codes, isLimited));
        return name;
    }

    private ObjectNode refused(int status, Set<String> codes, boolean isLimited) {
        ObjectNode answer =
                JSON.objectNode()
                        .put(
                                "description",
                                HttpStatus.valueOf(status).getReasonPhrase()
                                        + ": "
                                        + String.join(", ", codes));
        ObjectNode headers = answer.putObject("headers");
        refer(headers, "X-Request-Id");
        if (isLimited && status != HttpStatus.UNAUTHORIZED.value()) {
            OF_LIMITS.forEach(name -> refer(headers, name));
        }
        if (status == HttpStatus.TOO_MANY_REQUESTS.value()
                || status == HttpStatus.SERVICE_UNAVAILABLE.value()) {
            refer(headers, "Retry-After");
        }
        ObjectNode content = answer.putObject("content").putObject("application/json");
        ObjectNode schema = content.putObject("schema");
        ArrayNode both = schema.putArray("allOf");
        both.addObject().put("$ref", "#/components/schemas/" + SHAPE);
        ArrayNode allowed =
                both.addObject()
                        .putObject("properties")
                        .putObject("error")
                        .putObject("properties")
                        .putObject("code")
                        .putArray("enum");
        codes.forEach(allowed::add);
        ObjectNode shown = content.putObject("examples");
        codes.forEach(code ->
                shown.putObject(code).set("value", examples.error(ErrorCode.valueOf(code))));
        return answer;
    }

    ObjectNode responses() {
        ObjectNode all = JSON.objectNode();
        responses.forEach(all::set);
        return all;
    }

    ObjectNode headers() {
        ObjectNode headers = JSON.objectNode();
        header(headers, "X-Request-Id", "string", "Kept when it came valid, else a new one.");
        header(headers, "RateLimit-Policy", "string", "The limit: its name, calls and seconds.");
        header(headers, "RateLimit", "string", "What is left of it, and when it is full again.");
        header(headers, "X-RateLimit-Limit", "integer", "Calls of the limit.");
        header(headers, "X-RateLimit-Remaining", "integer", "Calls that are left.");
        header(headers, "X-RateLimit-Reset", "integer", "When it is full again, epoch seconds.");
        header(headers, "Retry-After", "integer", "Seconds after which to come again.");
        return headers;
    }

    private static void header(ObjectNode headers, String name, String type, String text) {
        ObjectNode header = headers.putObject(name).put("description", text);
        header.putObject("schema").put("type", type);
    }

    ObjectNode securitySchemes() {
        ObjectNode schemes = JSON.objectNode();
        schemes.putObject(BEARER)
                .put("type", "http")
                .put("scheme", "bearer")
                .put("bearerFormat", "JWT")
                .put(
                        "description",
                        "An access token of an hour. The names are roles, one suffices.");
        schemes.putObject(KEY)
                .put("type", "apiKey")
                .put("in", "header")
                .put("name", "X-API-Key")
                .put(
                        "description",
                        "An API key, `ft_live_…`, here or as a bearer token. The names are the"
                                + " scopes it needs. One credential a request.");
        return schemes;
    }
}
