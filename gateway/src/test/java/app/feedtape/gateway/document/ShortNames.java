package app.feedtape.gateway.document;

import app.feedtape.gateway.document.Sources.Type;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Names of shapes, as short as they can be told apart. */
record ShortNames(Map<String, Type> types) {

    private static final List<BiFunction<String, Type, String>> LONGER =
            List.of(
                    (reference, type) -> type.simpleName(),
                    (reference, type) -> owner(type) + type.simpleName(),
                    (reference, type) -> service(type) + type.simpleName(),
                    (reference, type) -> service(type) + owner(type) + type.simpleName(),
                    (reference, type) -> input(reference) + type.simpleName(),
                    (reference, type) ->
                            input(reference) + service(type) + owner(type) + type.simpleName());

    Map<String, String> byReference() {
        Map<String, String> names = new TreeMap<>();
        Map<String, Type> left = new TreeMap<>(types);
        for (BiFunction<String, Type, String> naming : LONGER) {
            Map<String, List<String>> byName =
                    left.entrySet().stream()
                            .collect(
                                    Collectors.groupingBy(
                                            it -> naming.apply(it.getKey(), it.getValue()),
                                            TreeMap::new,
                                            Collectors.mapping(
                                                    Map.Entry::getKey, Collectors.toList())));
            byName.forEach((name, references) -> {
                if (references.size() == 1 && !names.containsValue(name)) {
                    names.put(references.getFirst(), name);
                    left.remove(references.getFirst());
                }
            });
        }
        if (!left.isEmpty()) {
            throw new IllegalStateException("Not told apart: " + left.keySet());
        }
        return names;
    }

    private static String owner(Type type) {
        Type outer = type.outer();
        return outer == null ? "" : outer.simpleName().replace("Controller", "");
    }

    private static String service(Type type) {
        String word = type.module().replaceAll("-.*", "");
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private static String input(String reference) {
        return reference.endsWith("?") ? "Sent" : "";
    }
}
