package app.feedtape.gateway.document;

import app.feedtape.gateway.document.Sources.Type;
import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A method that answers calls.
 *
 * @param paths the first is the one it is known by, the others are aliases
 * @param consumes media types of the body; empty when none is said
 * @param produces media types of the answer; empty when none is said
 * @param isVariant whether it answers only calls that say so in a parameter
 */
record Endpoint(
        Type controller,
        MethodTree method,
        String verb,
        List<String> paths,
        List<String> consumes,
        List<String> produces,
        boolean isVariant) {

    private static final Map<String, String> VERBS =
            Map.of(
                    "GetMapping", "GET",
                    "PostMapping", "POST",
                    "PutMapping", "PUT",
                    "PatchMapping", "PATCH",
                    "DeleteMapping", "DELETE",
                    "RequestMapping", "GET");

    static Stream<Endpoint> of(Type controller, Constants constants) {
        return controller.tree().getMembers().stream()
                .filter(MethodTree.class::isInstance)
                .map(MethodTree.class::cast)
                .flatMap(method -> of(controller, method, constants).stream());
    }

    private static Optional<Endpoint> of(Type controller, MethodTree method, Constants constants) {
        return VERBS.keySet().stream()
                .flatMap(name -> Constants.annotation(method.getModifiers(), name).stream())
                .findFirst()
                .map(mapping ->
                        new Endpoint(
                                controller,
                                method,
                                VERBS.get(mapping.getAnnotationType().toString()),
                                paths(controller, mapping, constants),
                                constants.strings(mapping, "consumes", controller),
                                constants.strings(mapping, "produces", controller),
                                constants.strings(mapping, "params", controller).stream()
                                        .anyMatch(it -> !it.contains("!="))));
    }

    private static List<String> paths(
            Type controller, AnnotationTree mapping, Constants constants) {
        List<String> own = written(mapping, controller, constants);
        List<String> before =
                Constants.annotation(controller.tree().getModifiers(), "RequestMapping")
                        .map(it -> written(it, controller, constants))
                        .orElse(List.of(""));
        List<String> paths = new ArrayList<>();
        for (String prefix : before) {
            for (String path : own.isEmpty() ? List.of("") : own) {
                paths.add(prefix + path);
            }
        }
        return paths;
    }

    private static List<String> written(
            AnnotationTree mapping, Type controller, Constants constants) {
        List<String> values = constants.strings(mapping, "value", controller);
        return values.isEmpty() ? constants.strings(mapping, "path", controller) : values;
    }

    /** Without the patterns of its variables. */
    static String plain(String path) {
        return path.replaceAll("\\{([A-Za-z_]+):[^/]*}", "{$1}");
    }

    /** As a request would have it. */
    static String sample(String path) {
        return plain(path).replaceAll("\\{[^}]*}", "1");
    }

    /** The service's name. */
    String service() {
        return controller.module();
    }

    String base() {
        return controller.simpleName().replace("Controller", "");
    }

    TreePath pathOfMethod() {
        return new TreePath(controller.path(), method);
    }

    /** Its own comment, else that of its class. */
    Javadoc said(Sources sources) {
        Javadoc own = sources.doc(pathOfMethod());
        return own.isEmpty() ? sources.doc(controller) : own;
    }

    @Override
    public String toString() {
        return "%s %s (%s.%s)"
                .formatted(verb, paths.getFirst(), controller.name(), method.getName());
    }
}
