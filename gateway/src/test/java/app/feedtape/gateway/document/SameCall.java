package app.feedtape.gateway.document;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Two methods that answer the same call, told apart by its body or a parameter, as one. */
final class SameCall {

    private SameCall() {}

    static ObjectNode join(ObjectNode one, ObjectNode other) {
        one.put(
                "description",
                one.path("description").asString() + "\n\n" + other.path("description").asString());
        parameters(one, other);
        bodies(one, other);
        ((ArrayNode) one.get(ErrorResponses.CODES))
                .addAll((ArrayNode) other.get(ErrorResponses.CODES));
        other.path("responses")
                .properties()
                .forEach(answer -> {
                    ObjectNode responses = (ObjectNode) one.get("responses");
                    JsonNode mine = responses.get(answer.getKey());
                    if (mine == null) {
                        responses.set(answer.getKey(), answer.getValue());
                    } else if (mine.has("content")) {
                        join((ObjectNode) mine.get("content"), answer.getValue().path("content"));
                    }
                });
        return one;
    }

    private static void parameters(ObjectNode one, ObjectNode other) {
        ArrayNode mine =
                one.get("parameters") instanceof ArrayNode array
                        ? array
                        : one.putArray("parameters");
        for (JsonNode added : other.path("parameters")) {
            boolean isKnown =
                    mine.valueStream().anyMatch(it -> it.path("name").equals(added.path("name")));
            if (!isKnown) {
                mine.add(added);
            }
        }
        if (mine.isEmpty()) {
            one.remove("parameters");
        }
    }

    private static void bodies(ObjectNode one, ObjectNode other) {
        if (one.get("requestBody") instanceof ObjectNode body) {
            join((ObjectNode) body.get("content"), other.path("requestBody").path("content"));
        } else if (other.has("requestBody")) {
            one.set("requestBody", other.get("requestBody"));
        }
    }

    /** Shapes of the same media type: one of them. */
    private static void join(ObjectNode content, JsonNode added) {
        added.properties()
                .forEach(type -> {
                    if (!(content.get(type.getKey()) instanceof ObjectNode mine)) {
                        content.set(type.getKey(), type.getValue());
                    } else if (!mine.path("schema").equals(type.getValue().path("schema"))) {
                        ArrayNode choices = content.arrayNode();
                        if (mine.path("schema").get("anyOf") instanceof ArrayNode before) {
                            choices.addAll(before);
                        } else {
                            choices.add(mine.path("schema"));
                        }
                        JsonNode other = type.getValue().path("schema");
                        if (choices.valueStream().noneMatch(other::equals)) {
                            choices.add(other);
                        }
                        mine.putObject("schema").set("anyOf", choices);
                    }
                });
    }
}
