package app.feedtape.gateway.document;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The document as a collection of requests, format 2.1: a folder per tag. */
final class PostmanCollection {

    private static final String FORMAT =
            "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private PostmanCollection() {}

    static ObjectNode of(JsonNode document) {
        ObjectNode collection = JSON.objectNode();
        ObjectNode info = collection.putObject("info");
        info.put("name", document.at("/info/title").asString());
        info.put("description", document.at("/info/description").asString());
        info.put("schema", FORMAT);
        Map<String, ArrayNode> folders = new TreeMap<>();
        ArrayNode items = collection.putArray("item");
        for (JsonNode tag : document.path("tags")) {
            ObjectNode folder = items.addObject();
            folder.put("name", tag.path("name").asString());
            folder.put("description", tag.path("description").asString());
            folders.put(tag.path("name").asString(), folder.putArray("item"));
        }
        document.path("paths")
                .properties()
                .forEach(path ->
                        path.getValue()
                                .properties()
                                .forEach(verb ->
                                        folders.get(verb.getValue().at("/tags/0").asString())
                                                .add(
                                                        item(
                                                                verb.getKey().toUpperCase(),
                                                                path.getKey(),
                                                                verb.getValue()))));
        collection.set("auth", bearer());
        ArrayNode variables = collection.putArray("variable");
        variables.addObject().put("key", "origin").put("value", "http://localhost:8080");
        variables.addObject().put("key", "access_token").put("value", "");
        return collection;
    }

    private static ObjectNode bearer() {
        ObjectNode auth = JSON.objectNode().put("type", "bearer");
        auth.putArray("bearer")
                .addObject()
                .put("key", "token")
                .put("value", "{{access_token}}")
                .put("type", "string");
        return auth;
    }

    private static ObjectNode item(String verb, String path, JsonNode operation) {
        ObjectNode item = JSON.objectNode().put("name", operation.path("summary").asString());
        ObjectNode request = item.putObject("request").put("method", verb);
        request.put("description", operation.path("description").asString());
        if (operation.path("security").isEmpty()) {
            request.putObject("auth").put("type", "noauth");
        }
        ArrayNode headers = request.putArray("header");
        request.set("url", url(path, operation));
        for (JsonNode parameter : operation.path("parameters")) {
            if (parameter.path("in").asString().equals("header")) {
                entry(headers, parameter).put("disabled", true);
            }
        }
        operation.path("requestBody").path("content").properties().stream()
                .findFirst()
                .ifPresent(body -> {
                    headers.addObject().put("key", "Content-Type").put("value", body.getKey());
                    request.set("body", body(body.getKey(), body.getValue().path("example")));
                });
        item.putArray("response");
        return item;
    }

    private static ObjectNode url(String path, JsonNode operation) {
        String written = path.replaceAll("\\{([^}]*)}", ":$1");
        ObjectNode url = JSON.objectNode().put("raw", "{{origin}}" + written);
        url.putArray("host").add("{{origin}}");
        ArrayNode segments = url.putArray("path");
        for (String segment : written.substring(1).split("/")) {
            segments.add(segment);
        }
        ArrayNode query = JSON.arrayNode();
        ArrayNode variables = JSON.arrayNode();
        for (JsonNode parameter : operation.path("parameters")) {
            switch (parameter.path("in").asString()) {
                case "path" -> entry(variables, parameter);
                case "query" ->
                        entry(query, parameter)
                                .put("disabled", !parameter.path("required").asBoolean());
                default -> {}
            }
        }
        if (!query.isEmpty()) {
            url.set("query", query);
        }
        if (!variables.isEmpty()) {
            url.set("variable", variables);
        }
        return url;
    }

    private static ObjectNode entry(ArrayNode list, JsonNode parameter) {
        JsonNode value =
                parameter.has("example")
                        ? parameter.path("example")
                        : parameter.at("/schema/default");
        ObjectNode entry = list.addObject();
        entry.put("key", parameter.path("name").asString());
        entry.put("value", value.isMissingNode() ? "" : value.asString());
        String text = parameter.path("description").asString("");
        return text.isEmpty() ? entry : entry.put("description", text);
    }

    private static ObjectNode body(String type, JsonNode example) {
        ObjectNode body = JSON.objectNode();
        if (type.contains("form")) {
            body.put("mode", "urlencoded");
            ArrayNode members = body.putArray("urlencoded");
            example.properties()
                    .forEach(member ->
                            members.addObject()
                                    .put("key", member.getKey())
                                    .put("value", member.getValue().asString())
                                    .put("type", "text"));
            return body;
        }
        body.put("mode", "raw").put("raw", PRETTY.writeValueAsString(example));
        body.putObject("options").putObject("raw").put("language", "json");
        return body;
    }
}
