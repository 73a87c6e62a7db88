package app.feedtape.gateway.document;

import app.feedtape.gateway.document.Schemas.Way;
import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.VariableTree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a call is told in its path, query, headers and body. */
final class Parameters {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Pattern ASKED = Pattern.compile("getParameter\\(\"([a-z_]+)\"\\)");
    private static final Pattern PATTERN = Pattern.compile("\\{([A-Za-z_]+):([^/]*)}(?=/|$)");
    private static final String FORM = "application/x-www-form-urlencoded";

    private final Schemas schemas;
    private final Constants constants;
    private final Constraints constraints;

    Parameters(Schemas schemas, Constants constants) {
        this.schemas = schemas;
        this.constants = constants;
        this.constraints = new Constraints(constants);
    }

    /** By {@code in} and name, in the order in which they are written. */
    Map<String, ObjectNode> of(Endpoint endpoint, Javadoc said) {
        Map<String, ObjectNode> found = new LinkedHashMap<>();
        boolean inBody = endpoint.consumes().contains(FORM);
        for (VariableTree parameter : endpoint.method().getParameters()) {
            add(endpoint, parameter, "PathVariable", "path", said, found);
            add(endpoint, parameter, "RequestHeader", "header", said, found);
            if (!inBody) {
                add(endpoint, parameter, "RequestParam", "query", said, found);
            }
        }
        if (!inBody) {
            asked(endpoint)
                    .forEach((name, schema) -> {
                        ObjectNode parameter =
                                JSON.objectNode().put("name", name).put("in", "query");
                        parameter.set("schema", schema);
                        found.putIfAbsent("query " + name, parameter);
                    });
        }
        found.remove("header Authorization");
        return found;
    }

    private void add(
            Endpoint endpoint,
            VariableTree parameter,
            String annotationName,
            String in,
            Javadoc said,
            Map<String, ObjectNode> found) {
        Optional<AnnotationTree> annotation =
                Constants.annotation(parameter.getModifiers(), annotationName);
        if (annotation.isEmpty()) {
            return;
        }
        String name = name(endpoint, parameter, annotation.get());
        boolean isRequired = isRequired(endpoint, parameter, annotation.get());
        ObjectNode written = JSON.objectNode().put("name", name).put("in", in);
        String text = said.params().get(parameter.getName().toString());
        if (text != null) {
            written.put("description", text);
        }
        if (isRequired) {
            written.put("required", true);
        }
        ObjectNode schema = schemas.of(parameter.getType(), endpoint.controller(), Way.IN);
        constraints.apply(parameter, endpoint.controller(), schema);
        constants
                .member(annotation.get(), "defaultValue", endpoint.controller())
                .ifPresent(value -> defaultsTo(schema, String.valueOf(value)));
        if (in.equals("path")) {
            pattern(endpoint, name).ifPresent(it -> schema.put("pattern", "^(?:" + it + ")$"));
        }
        written.set("schema", schema);
        found.put(in + " " + name, written);
    }

    private static void defaultsTo(ObjectNode schema, String value) {
        switch (schema.path("type").asString()) {
            case "integer" -> schema.put("default", Long.parseLong(value));
            case "boolean" -> schema.put("default", Boolean.parseBoolean(value));
            default -> schema.put("default", value);
        }
    }

    private static Optional<String> pattern(Endpoint endpoint, String name) {
        Matcher variable = PATTERN.matcher(endpoint.paths().getFirst());
        while (variable.find()) {
            if (variable.group(1).equals(name)) {
                return Optional.of(variable.group(2));
            }
        }
        return Optional.empty();
    }

    private String name(Endpoint endpoint, VariableTree parameter, AnnotationTree annotation) {
        return constants
                .member(annotation, "value", endpoint.controller())
                .or(() -> constants.member(annotation, "name", endpoint.controller()))
                .map(String::valueOf)
                .orElseGet(() -> parameter.getName().toString());
    }

    private boolean isRequired(
            Endpoint endpoint, VariableTree parameter, AnnotationTree annotation) {
        return !constraints.isNullable(parameter)
                && Constants.written(annotation, "defaultValue").isEmpty()
                && !parameter.getType().toString().startsWith("Map<")
                && !constants
                        .member(annotation, "required", endpoint.controller())
                        .equals(Optional.of(false));
    }

    /** What the class asks the request for by name, where the method hands it the request. */
    private static Map<String, ObjectNode> asked(Endpoint endpoint) {
        Map<String, ObjectNode> asked = new LinkedHashMap<>();
        boolean hasRequest =
                endpoint.method().getParameters().stream()
                        .anyMatch(it -> it.getType().toString().equals("HttpServletRequest"));
        Matcher name = ASKED.matcher(endpoint.controller().tree().toString());
        while (hasRequest && name.find()) {
            asked.put(name.group(1), JSON.objectNode().put("type", "string"));
        }
        return asked;
    }

    /** The body by its media type; empty where there is none. */
    Optional<ObjectNode> body(Endpoint endpoint, Javadoc said) {
        return endpoint.consumes().contains(FORM)
                ? Optional.of(form(endpoint, said))
                : endpoint.method().getParameters().stream()
                        .filter(it -> Constants.has(it.getModifiers(), "RequestBody"))
                        .findFirst()
                        .map(it -> json(endpoint, it));
    }

    private ObjectNode json(Endpoint endpoint, VariableTree parameter) {
        AnnotationTree annotation =
                Constants.annotation(parameter.getModifiers(), "RequestBody").orElseThrow();
        ObjectNode body =
                JSON.objectNode().put("required", isRequired(endpoint, parameter, annotation));
        ObjectNode schema =
                constraints
                        .shape(parameter.getModifiers(), endpoint.controller())
                        .map(shape -> schemas.of(shape, endpoint.controller(), Way.IN))
                        .orElseGet(() ->
                                schemas.of(parameter.getType(), endpoint.controller(), Way.IN));
        String type = endpoint.consumes().stream().findFirst().orElse("application/json");
        body.putObject("content").putObject(type).set("schema", schema);
        return body;
    }

    private ObjectNode form(Endpoint endpoint, Javadoc said) {
        ObjectNode schema = JSON.objectNode().put("type", "object");
        ObjectNode members = schema.putObject("properties");
        Map<String, ObjectNode> found = new LinkedHashMap<>();
        for (VariableTree parameter : endpoint.method().getParameters()) {
            add(endpoint, parameter, "RequestParam", "query", said, found);
        }
        found.values().forEach(it -> members.set(it.path("name").asString(), it.get("schema")));
        asked(endpoint).forEach(members::set);
        fixed(endpoint)
                .forEach((name, value) ->
                        members.putObject(name).put("type", "string").put("const", value));
        ObjectNode body = JSON.objectNode().put("required", true);
        body.putObject("content").putObject(FORM).set("schema", schema);
        return body;
    }

    /** Members that must have one value: {@code params = "grant_type=…"}. */
    private Map<String, String> fixed(Endpoint endpoint) {
        Map<String, String> fixed = new LinkedHashMap<>();
        List<String> conditions =
                Constants.annotation(endpoint.method().getModifiers(), "PostMapping")
                        .map(it -> constants.strings(it, "params", endpoint.controller()))
                        .orElse(List.of());
        for (String condition : conditions) {
            String[] sides = condition.split("=", 2);
            fixed.put(sides[0], sides[1]);
        }
        return fixed;
    }
}
