package app.feedtape.gateway.document;

import app.feedtape.gateway.document.Sources.Type;
import com.sun.source.tree.AnnotatedTypeTree;
import com.sun.source.tree.ArrayTypeTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.PrimitiveTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.tree.WildcardTree;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Shapes of bodies, as JSON Schema, from the records that are read and written. */
final class Schemas {

    /** Which way a body goes: what may be left out differs. */
    enum Way {
        IN,
        OUT
    }

    private static final String REFERENCE = "#/components/schemas/";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final Map<String, List<String>> PLAIN =
            Map.ofEntries(
                    Map.entry("String", List.of("string")),
                    Map.entry("CharSequence", List.of("string")),
                    Map.entry("UUID", List.of("string", "uuid")),
                    Map.entry("Instant", List.of("string", "date-time")),
                    Map.entry("LocalDate", List.of("string", "date")),
                    Map.entry("YearMonth", List.of("string")),
                    Map.entry("URI", List.of("string", "uri")),
                    Map.entry("int", List.of("integer", "int32")),
                    Map.entry("Integer", List.of("integer", "int32")),
                    Map.entry("long", List.of("integer", "int64")),
                    Map.entry("Long", List.of("integer", "int64")),
                    Map.entry("double", List.of("number", "double")),
                    Map.entry("Double", List.of("number", "double")),
                    Map.entry("BigDecimal", List.of("number")),
                    Map.entry("boolean", List.of("boolean")),
                    Map.entry("Boolean", List.of("boolean")),
                    Map.entry("ObjectNode", List.of("object")));
    private static final Set<String> ANYTHING = Set.of("JsonNode", "Object", "?");
    private static final Set<String> ARRAYS =
            Set.of("List", "Set", "SortedSet", "Collection", "Iterable", "SequencedSet");
    private static final Set<String> WRAPPERS =
            Set.of("Mono", "ResponseEntity", "Optional", "HttpEntity", "CompletionStage");

    private final Sources sources;
    private final Constraints constraints;
    private final Map<String, Type> typesByReference = new TreeMap<>();
    private final Map<String, ObjectNode> components = new TreeMap<>();

    Schemas(Sources sources, Constants constants) {
        this.sources = sources;
        this.constraints = new Constraints(constants);
    }

    /** What is inside {@code Mono<ResponseEntity<…>>}. */
    static Tree unwrapped(Tree written) {
        return written instanceof ParameterizedTypeTree generic
                        && WRAPPERS.contains(generic.getType().toString())
                ? unwrapped(generic.getTypeArguments().getFirst())
                : written;
    }

    ObjectNode of(Tree written, Type where, Way way) {
        return switch (written) {
            case AnnotatedTypeTree annotated -> {
                ObjectNode schema = of(annotated.getUnderlyingType(), where, way);
                yield annotated.getAnnotations().toString().contains("Nullable")
                        ? orNull(schema)
                        : schema;
            }
            case ParameterizedTypeTree generic -> generic(generic, where, way);
            case ArrayTypeTree array -> array(of(array.getType(), where, way));
            case PrimitiveTypeTree plain -> named(plain.toString(), where, way);
            case IdentifierTree name -> named(name.toString(), where, way);
            case MemberSelectTree name -> named(name.toString(), where, way);
            case WildcardTree any -> JSON.objectNode();
            default -> throw new IllegalArgumentException("%s: %s".formatted(where, written));
        };
    }

    /** What {@code Shape} says in words. */
    ObjectNode of(String shape, Type where, Way way) {
        if (shape.endsWith("?")) {
            return orNull(of(shape.substring(0, shape.length() - 1), where, way));
        }
        if (shape.startsWith("{")) {
            return members(shape.substring(1, shape.length() - 1), where, way);
        }
        if (shape.startsWith("Page<")) {
            String items = shape.substring("Page<".length(), shape.length() - 1);
            return page(of(items, where, way));
        }
        return shape.startsWith("List<")
                ? array(of(shape.substring("List<".length(), shape.length() - 1), where, way))
                : named(shape, where, way);
    }

    private ObjectNode generic(ParameterizedTypeTree generic, Type where, Way way) {
        String name = generic.getType().toString();
        List<? extends Tree> arguments = generic.getTypeArguments();
        if (ARRAYS.contains(name)) {
            return array(of(arguments.getFirst(), where, way));
        }
        if (name.endsWith("Map")) {
            ObjectNode map = JSON.objectNode().put("type", "object");
            map.set("additionalProperties", of(arguments.getLast(), where, way));
            return map;
        }
        if (name.equals("Page")) {
            return page(of(arguments.getFirst(), where, way));
        }
        return of(unwrapped(generic), where, way);
    }

    private ObjectNode members(String written, Type where, Way way) {
        ObjectNode object = JSON.objectNode().put("type", "object");
        ObjectNode members = object.putObject("properties");
        ArrayNode required = object.putArray("required");
        for (String member : written.split(",")) {
            String[] sides = member.split(":", 2);
            members.set(sides[0].strip(), of(sides[1].strip(), where, way));
            required.add(sides[0].strip());
        }
        return object;
    }

    private ObjectNode page(ObjectNode item) {
        ObjectNode page = JSON.objectNode().put("type", "object");
        ObjectNode members = page.putObject("properties");
        members.set("items", array(item));
        members.set("next_cursor", pageCursor());
        page.putArray("required").add("items").add("next_cursor");
        return page;
    }

    private ObjectNode pageCursor() {
        ObjectNode cursor = JSON.objectNode();
        cursor.putArray("type").add("string").add("null");
        sources.named("app.feedtape.web.paging.Page")
                .map(type -> sources.doc(type).params().get("nextCursor"))
                .ifPresent(said -> cursor.put("description", said));
        return cursor;
    }

    private static ObjectNode array(ObjectNode items) {
        ObjectNode array = JSON.objectNode().put("type", "array");
        array.set("items", items);
        return array;
    }

    private ObjectNode named(String name, Type where, Way way) {
        List<String> plain = PLAIN.get(name);
        if (plain != null) {
            ObjectNode schema = JSON.objectNode().put("type", plain.getFirst());
            return plain.size() > 1 ? schema.put("format", plain.getLast()) : schema;
        }
        if (ANYTHING.contains(name)) {
            return JSON.objectNode();
        }
        Type type =
                sources.find(name, where)
                        .or(() -> sources.named(name))
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "%s: no shape of %s".formatted(where, name)));
        if (type.tree().getKind() == Tree.Kind.ENUM) {
            return enumeration(type);
        }
        String key = type.name() + (way == Way.IN ? "?" : "");
        if (typesByReference.putIfAbsent(key, type) == null) {
            components.put(key, record(type, way));
        }
        return JSON.objectNode().put("$ref", REFERENCE + key);
    }

    private static ObjectNode enumeration(Type type) {
        ObjectNode schema = JSON.objectNode().put("type", "string");
        ArrayNode values = schema.putArray("enum");
        type.tree().getMembers().stream()
                .filter(VariableTree.class::isInstance)
                .map(VariableTree.class::cast)
                .filter(field -> field.getType().toString().equals(type.simpleName()))
                .forEach(field -> values.add(field.getName().toString()));
        return schema;
    }

    private ObjectNode record(Type type, Way way) {
        if (type.tree().getKind() != Tree.Kind.RECORD) {
            throw new IllegalArgumentException(type + " is no record: its shape is not known");
        }
        Javadoc said = sources.doc(type);
        ObjectNode schema = JSON.objectNode().put("type", "object");
        if (!said.isEmpty()) {
            schema.put("description", said.text());
        }
        ObjectNode members = schema.putObject("properties");
        ArrayNode required = JSON.arrayNode();
        components(type.tree()).forEach(it -> add(it, type, way, said, members, required));
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema;
    }

    static Stream<VariableTree> components(ClassTree tree) {
        return tree.getMembers().stream()
                .filter(VariableTree.class::isInstance)
                .map(VariableTree.class::cast)
                .filter(field -> !field.getModifiers().getFlags().contains(Modifier.STATIC));
    }

    private void add(
            VariableTree component,
            Type type,
            Way way,
            Javadoc said,
            ObjectNode members,
            ArrayNode required) {
        if (Constants.has(component.getModifiers(), "JsonUnwrapped")) {
            Type inner = sources.find(component.getType().toString(), type).orElseThrow();
            Javadoc innerSaid = sources.doc(inner);
            components(inner.tree())
                    .forEach(it -> add(it, inner, way, innerSaid, members, required));
            return;
        }
        String name = constraints.name(component, type);
        ObjectNode schema =
                Constants.has(component.getModifiers(), "JsonRawValue")
                        ? JSON.objectNode()
                        : constraints
                                .shape(component.getModifiers(), type)
                                .map(shape -> of(shape, type, way))
                                .orElseGet(() -> of(component.getType(), type, way));
        constraints.apply(component, type, schema);
        if (constraints.isNullable(component)) {
            schema = orNull(schema);
        }
        String text = said.params().get(component.getName().toString());
        if (text != null) {
            schema.put("description", text);
        }
        members.set(name, schema);
        if (constraints.isRequired(component, type, way)) {
            required.add(name);
        }
    }

    /** The same, or null. */
    static ObjectNode orNull(ObjectNode schema) {
        if (schema.has("$ref")) {
            ObjectNode either = JSON.objectNode();
            either.putArray("anyOf").add(schema).add(JSON.objectNode().put("type", "null"));
            return either;
        }
        if (schema.path("type").isString()) {
            String type = schema.path("type").asString();
            schema.putArray("type").add(type).add("null");
        }
        return schema;
    }

    /** All shapes by reference, under short names that are unique, and the names by reference. */
    Map<String, String> names() {
        return new ShortNames(typesByReference).byReference();
    }

    Map<String, ObjectNode> components() {
        return components;
    }
}
