package app.feedtape.gateway.document;

import app.feedtape.gateway.document.Schemas.Way;
import app.feedtape.gateway.document.Sources.Type;
import app.feedtape.gateway.route.Access;
import app.feedtape.gateway.route.Body;
import app.feedtape.gateway.route.LimitScope;
import app.feedtape.gateway.route.Route;
import app.feedtape.web.token.KeyScope;
import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One call: what it takes, who may make it, and what it is answered. */
final class Operations {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Pattern GOOD = Pattern.compile("\\b(2\\d\\d|3\\d\\d)\\b(?=[:;,.]? )");
    private static final Set<Integer> ANSWERS = Set.of(200, 201, 202, 204, 206, 302, 303, 304);
    private static final Set<String> WITHOUT_SHAPE = Set.of("String", "byte[]", "?", "Resource");

    private final Sources sources;
    private final Constants constants;
    private final Schemas schemas;
    private final Parameters parameters;
    private final Refusals refusals;
    private final ErrorResponses errors;
    private final Set<String> ids = new HashSet<>();

    Operations(Sources sources, Constants constants, Schemas schemas, ErrorResponses errors) {
        this.sources = sources;
        this.constants = constants;
        this.schemas = schemas;
        this.parameters = new Parameters(schemas, constants);
        this.refusals = new Refusals(sources);
        this.errors = errors;
    }

    ObjectNode of(Endpoint endpoint, Route route, String tag) {
        Javadoc said = endpoint.said(sources);
        ObjectNode operation = JSON.objectNode();
        operation.putArray("tags").add(tag);
        operation.put("summary", said.summary()).put("description", said.text());
        operation.put("operationId", operationId(endpoint));
        ArrayNode written = operation.putArray("parameters");
        parameters.of(endpoint, said).values().forEach(written::add);
        if (written.isEmpty()) {
            operation.remove("parameters");
        }
        Optional<ObjectNode> body = parameters.body(endpoint, said);
        body.ifPresent(it -> operation.set("requestBody", it));
        if (body.isEmpty() && route.body().kind() == Body.Kind.RAW) {
            operation.set("requestBody", whatever());
        }
        ObjectNode responses = operation.putObject("responses");
        answers(endpoint, route, said, responses);
        ArrayNode codes = operation.putArray(ErrorResponses.CODES);
        refusals.of(endpoint, route)
                .values()
                .forEach(set -> set.forEach(it -> codes.add(it.name())));
        operation.set("security", security(route));
        if (route.scope() != LimitScope.NONE) {
            operation.put("x-limit", route.scope().wireName());
        }
        return operation;
    }

    /** Class and method; where that is taken, with the service before and the variable behind. */
    private String operationId(Endpoint endpoint) {
        String name = endpoint.base() + capital(endpoint.method().getName().toString());
        String path = endpoint.paths().getFirst();
        int variable = path.lastIndexOf('{');
        String last =
                variable < 0 ? "" : capital(path.substring(variable + 1).replaceAll("[:}].*", ""));
        String service = capital(endpoint.service().replaceAll("-.*", ""));
        for (String id : List.of(name, service + name, service + name + "By" + last)) {
            String taken = Character.toLowerCase(id.charAt(0)) + id.substring(1);
            if (ids.add(taken)) {
                return taken;
            }
        }
        throw new IllegalStateException(endpoint + " has no name of its own");
    }

    private static String capital(String word) {
        return word.isEmpty() ? "" : Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    /** A store's own message, taken byte for byte. */
    private static ObjectNode whatever() {
        ObjectNode body = JSON.objectNode().put("required", true);
        body.putObject("content")
                .putObject("application/json")
                .putObject("schema")
                .put("type", "object");
        return body;
    }

    static ArrayNode security(Route route) {
        ArrayNode ways = JSON.arrayNode();
        if (route.access() == Access.ANYONE) {
            return ways;
        }
        if (route.access() == Access.WHOEVER) {
            ways.addObject();
        }
        ArrayNode roles = ways.addObject().putArray(ErrorResponses.BEARER);
        new TreeSet<>(route.access().roles()).forEach(roles::add);
        route.keyScopes().stream()
                .map(KeyScope::wireName)
                .sorted()
                .forEach(scope -> ways.addObject().putArray(ErrorResponses.KEY).add(scope));
        return ways;
    }

    private void answers(Endpoint endpoint, Route route, Javadoc said, ObjectNode responses) {
        List<AnnotationTree> told =
                endpoint.method().getModifiers().getAnnotations().stream()
                        .map(AnnotationTree.class::cast)
                        .filter(it -> it.getAnnotationType().toString().equals("Answers"))
                        .toList();
        if (told.isEmpty()) {
            int status = status(endpoint);
            ObjectNode answer = errors.answer(status, route);
            content(endpoint).ifPresent(content -> answer.set("content", content));
            responses.set(String.valueOf(status), answer);
        }
        told.forEach(it -> told(endpoint, route, it, responses));
        Matcher good = GOOD.matcher(said.text());
        while (good.find()) {
            int status = Integer.parseInt(good.group(1));
            if (ANSWERS.contains(status) && !responses.has(good.group(1))) {
                responses.set(good.group(1), errors.answer(status, route));
            }
        }
    }

    private void told(Endpoint endpoint, Route route, AnnotationTree told, ObjectNode responses) {
        Type where = endpoint.controller();
        int status =
                constants
                        .member(told, "status", where)
                        .map(it -> ((Number) it).intValue())
                        .orElse(200);
        ObjectNode answer = errors.answer(status, route);
        ArrayNode shapes = JSON.arrayNode();
        Constants.written(told, "value")
                .map(it -> it.toString().replaceAll("[{}\\s]", "").split(","))
                .ifPresent(classes -> {
                    for (String name : classes) {
                        shapes.add(schemas.of(name.replace(".class", ""), where, Way.OUT));
                    }
                });
        String type =
                constants
                        .member(told, "type", where)
                        .map(String::valueOf)
                        .orElse("application/json");
        ObjectNode plain = JSON.objectNode();
        ObjectNode schema = plain;
        if (shapes.size() == 1) {
            schema = (ObjectNode) shapes.get(0);
        } else if (!shapes.isEmpty()) {
            schema.set("anyOf", shapes);
        } else {
            textual(type).ifPresent(it -> plain.put("type", it));
        }
        answer.putObject("content").putObject(type).set("schema", schema);
        ObjectNode headers = (ObjectNode) answer.get("headers");
        constants
                .strings(told, "headers", where)
                .forEach(name -> headers.putObject(name).putObject("schema").put("type", "string"));
        responses.set(String.valueOf(status), answer);
    }

    /** Empty for sound and archives, of which a schema says nothing. */
    private static Optional<String> textual(String mediaType) {
        return mediaType.endsWith("json")
                ? Optional.of("object")
                : mediaType.startsWith("text/") ? Optional.of("string") : Optional.empty();
    }

    private int status(Endpoint endpoint) {
        MethodTree method = endpoint.method();
        Optional<Object> said =
                Constants.annotation(method.getModifiers(), "ResponseStatus")
                        .flatMap(it -> constants.member(it, "value", endpoint.controller()));
        if (said.isPresent()) {
            return ((HttpStatus) said.get()).value();
        }
        String written = method.toString();
        if (written.contains("ResponseEntity.created")) {
            return HttpStatus.CREATED.value();
        }
        if (written.contains("ResponseEntity.accepted")) {
            return HttpStatus.ACCEPTED.value();
        }
        if (written.contains("ResponseEntity.noContent")) {
            return HttpStatus.NO_CONTENT.value();
        }
        boolean hasNothingElse =
                Schemas.unwrapped(method.getReturnType()).toString().equals("Void");
        return hasNothingElse && written.contains("Redirects.to")
                ? HttpStatus.FOUND.value()
                : HttpStatus.OK.value();
    }

    /** By media type; empty for an answer without a body. */
    private Optional<ObjectNode> content(Endpoint endpoint) {
        Tree type = Schemas.unwrapped(endpoint.method().getReturnType());
        String name = type.toString();
        if (name.equals("Void")) {
            return Optional.empty();
        }
        boolean isVoid = name.equals("void");
        boolean hasStatus = Constants.has(endpoint.method().getModifiers(), "ResponseStatus");
        if (isVoid && hasStatus) {
            return Optional.empty();
        }
        Optional<String> produced = endpoint.produces().stream().findFirst();
        boolean isShaped = Constants.has(endpoint.method().getModifiers(), "Shape");
        if (isVoid || WITHOUT_SHAPE.contains(name) && produced.isEmpty() && !isShaped) {
            throw new IllegalStateException(
                    endpoint + ": what it answers needs @Answers, for its type does not say it");
        }
        ObjectNode schema =
                Constants.annotation(endpoint.method().getModifiers(), "Shape")
                        .flatMap(it -> constants.member(it, "value", endpoint.controller()))
                        .map(shape -> schemas.of((String) shape, endpoint.controller(), Way.OUT))
                        .orElseGet(() -> schemas.of(type, endpoint.controller(), Way.OUT));
        String media = produced.orElse("application/json");
        if (media.contains("json") && WITHOUT_SHAPE.contains(name) && !isShaped) {
            schema = JSON.objectNode().put("type", "object");
        }
        ObjectNode content = JSON.objectNode();
        content.putObject(media).set("schema", schema);
        return Optional.of(content);
    }
}
