package app.feedtape.gateway.document;

import app.feedtape.gateway.document.Sources.Type;
import app.feedtape.gateway.route.Lookup.Found;
import app.feedtape.gateway.route.Route;
import app.feedtape.gateway.route.RouteTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The whole public contract: what the services answer and a line of the table leads to. What no
 * line leads to, {@code /internal} above all, is not in it.
 */
final class Contract {

    static final List<String> SERVICES =
            List.of(
                    "gateway",
                    "auth-service",
                    "feed-service",
                    "tts-service",
                    "billing-service",
                    "admin-service");
    private static final List<String> SHARED =
            List.of("common-web", "common-events", "common-messaging");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final RouteTable table = new RouteTable();
    private final Sources sources;
    private final Constants constants;
    private final Schemas schemas;
    private final Operations operations;
    private final ErrorResponses errors;
    private final Examples examples;
    private final Set<String> tags = new TreeSet<>();
    private final Map<String, String> tagTexts = new TreeMap<>();

    private Contract(Path root) {
        List<String> modules = new ArrayList<>(SERVICES);
        modules.addAll(SHARED);
        sources = new Sources(root, modules);
        constants = new Constants(sources);
        schemas = new Schemas(sources, constants);
        examples = new Examples(root);
        errors = new ErrorResponses(examples);
        operations = new Operations(sources, constants, schemas, errors);
    }

    /** Made from what is written now. */
    static ObjectNode of(Path root) {
        return new Contract(root).make();
    }

    private ObjectNode make() {
        ObjectNode document = JSON.objectNode().put("openapi", "3.1.0");
        ObjectNode info = document.putObject("info");
        info.put("title", "FeedTape").put("version", "1");
        info.put("summary", "Feeds that are read out to you.");
        info.put("description", Examples.text("introduction.md"));
        info.putObject("license").put("name", "Apache-2.0").put("identifier", "Apache-2.0");
        document.putArray("servers")
                .addObject()
                .put("url", "/")
                .put("description", "Where this document came from.");
        ArrayNode listed = document.putArray("tags");
        ObjectNode paths = document.putObject("paths");
        endpoints().forEach(paths::set);
        tags.forEach(
                tag -> listed.addObject().put("name", tag).put("description", tagTexts.get(tag)));
        Type envelope = sources.named(ErrorResponses.SHAPE).orElseThrow();
        schemas.of(ErrorResponses.SHAPE, envelope, Schemas.Way.OUT);
        ObjectNode components = document.putObject("components");
        ObjectNode shapes = components.putObject("schemas");
        Map<String, String> names = schemas.names();
        Map<String, ObjectNode> sorted = new TreeMap<>();
        schemas.components().forEach((key, shape) -> sorted.put(names.get(key), shape));
        sorted.forEach(shapes::set);
        components.set("responses", errors.responses());
        components.set("headers", errors.headers());
        components.set("securitySchemes", errors.securitySchemes());
        ObjectNode whole = renamed(document, names);
        examples.fill(whole);
        return whole;
    }

    private Map<String, ObjectNode> endpoints() {
        Map<String, Map<String, ObjectNode>> byPath = new TreeMap<>();
        sources.all()
                .filter(type -> SERVICES.contains(type.module()))
                .filter(type -> Constants.has(type.tree().getModifiers(), "RestController"))
                .flatMap(type -> Endpoint.of(type, constants))
                .sorted(Comparator.comparing(Endpoint::isVariant))
                .forEach(endpoint -> add(endpoint, byPath));
        Map<String, ObjectNode> items = new TreeMap<>();
        byPath.forEach((path, verbs) -> {
            ObjectNode item = JSON.objectNode();
            for (String verb : List.of("get", "put", "post", "delete", "patch")) {
                if (verbs.containsKey(verb)) {
                    item.set(verb, errors.added(verbs.get(verb)));
                }
            }
            items.put(path, item);
        });
        return items;
    }

    private void add(Endpoint endpoint, Map<String, Map<String, ObjectNode>> byPath) {
        List<String> reached =
                endpoint.paths().stream()
                        .filter(path -> route(endpoint, path).isPresent())
                        .map(Endpoint::plain)
                        .toList();
        if (reached.isEmpty()) {
            return;
        }
        Route route = route(endpoint, reached.getFirst()).orElseThrow();
        String tag = tag(endpoint, route);
        ObjectNode operation = operations.of(endpoint, route, tag);
        Set<String> aliases = new TreeSet<>(reached.subList(1, reached.size()));
        aliases.addAll(aliases(endpoint.verb(), reached.getFirst()));
        if (!aliases.isEmpty()) {
            ArrayNode written = operation.putArray("x-aliases");
            aliases.forEach(written::add);
        }
        byPath.computeIfAbsent(reached.getFirst(), path -> new TreeMap<>())
                .merge(endpoint.verb().toLowerCase(Locale.ROOT), operation, SameCall::join);
    }

    /** The line that leads there, when it leads to this service. */
    private Optional<Route> route(Endpoint endpoint, String path) {
        return table.find(endpoint.verb(), Endpoint.sample(path)) instanceof Found(Route route)
                        && route.target().serviceName().equals(endpoint.service())
                        && route.forwardedAs() == null
                ? Optional.of(route)
                : Optional.empty();
    }

    /** Lines that lead to the same path of the same service under another address. */
    private List<String> aliases(String verb, String path) {
        return RouteTable.all().stream()
                .filter(line -> line.forwardedAs() != null && line.method().equals(verb))
                .filter(line ->
                        path.equals(line.forwardedAs())
                                || path.startsWith(line.forwardedAs() + "/"))
                .map(line ->
                        line.path().replace("/**", "")
                                + path.substring(line.forwardedAs().length()))
                .filter(alias ->
                        table.find(verb, Endpoint.sample(alias)) instanceof Found(Route found)
                                && found.forwardedAs() != null)
                .toList();
    }

    private String tag(Endpoint endpoint, Route route) {
        String packageName = endpoint.controller().packageName();
        String feature = packageName.substring(packageName.lastIndexOf('.') + 1);
        String tag = route.path().contains("/admin/") ? "admin " + feature : feature;
        tags.add(tag);
        tagTexts.merge(
                tag,
                sources.docOfPackage(packageName).text(),
                (a, b) -> a.equals(b) ? a : a + " " + b);
        return tag;
    }

    private static ObjectNode renamed(ObjectNode document, Map<String, String> names) {
        JsonMapper mapper = JsonMapper.builder().build();
        String text = mapper.writeValueAsString(document);
        for (Map.Entry<String, String> name : names.entrySet()) {
            text =
                    text.replace(
                            "\"#/components/schemas/" + name.getKey() + "\"",
                            "\"#/components/schemas/" + name.getValue() + "\"");
        }
        return (ObjectNode) mapper.readTree(text);
    }
}
