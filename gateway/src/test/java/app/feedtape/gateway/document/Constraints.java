package app.feedtape.gateway.document;

import app.feedtape.gateway.document.Schemas.Way;
import app.feedtape.gateway.document.Sources.Type;
import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.PrimitiveTypeTree;
import com.sun.source.tree.VariableTree;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What annotations say of a member or parameter: its name, bounds, and whether it may be missing.
 */
final class Constraints {

    private final Constants constants;

    Constraints(Constants constants) {
        this.constants = constants;
    }

    String name(VariableTree component, Type where) {
        return Constants.annotation(component.getModifiers(), "JsonProperty")
                .flatMap(it -> constants.member(it, "value", where))
                .map(String::valueOf)
                .orElseGet(() -> component.getName().toString());
    }

    /** What is said of the shape in words. */
    Optional<String> shape(ModifiersTree modifiers, Type where) {
        return Constants.annotation(modifiers, "Shape")
                .flatMap(it -> constants.member(it, "value", where))
                .map(String::valueOf);
    }

    boolean isNullable(VariableTree component) {
        return Constants.has(component.getModifiers(), "Nullable");
    }

    /**
     * An answer has every member but those that are left out when null; a request needs what cannot
     * be null.
     */
    boolean isRequired(VariableTree component, Type owner, Way way) {
        ModifiersTree modifiers = component.getModifiers();
        if (way == Way.OUT) {
            boolean isLeftOut =
                    Constants.has(modifiers, "JsonInclude")
                            || Constants.has(owner.tree().getModifiers(), "JsonInclude");
            return !(isLeftOut && isNullable(component));
        }
        return Constants.has(modifiers, "Needed")
                || Constants.has(modifiers, "NotNull")
                || Constants.has(modifiers, "NotBlank")
                || component.getType() instanceof PrimitiveTypeTree
                || !isNullable(component);
    }

    void apply(VariableTree component, Type where, ObjectNode schema) {
        for (AnnotationTree annotation : component.getModifiers().getAnnotations()) {
            apply(annotation, where, schema);
        }
    }

    private void apply(AnnotationTree annotation, Type where, ObjectNode schema) {
        switch (annotation.getAnnotationType().toString()) {
            case "Min" -> schema.put("minimum", number(annotation, "value", where));
            case "Max" -> schema.put("maximum", number(annotation, "value", where));
            case "NotBlank" -> schema.put("minLength", 1);
            case "Pattern" ->
                    constants
                            .member(annotation, "regexp", where)
                            .map(String::valueOf)
                            .filter(Constraints::isPortable)
                            .ifPresent(it -> schema.put("pattern", "^(?:" + it + ")$"));
            case "Size" -> {
                if (Constants.written(annotation, "max").isPresent()) {
                    schema.put("maxLength", number(annotation, "max", where));
                }
                if (Constants.written(annotation, "min").isPresent()) {
                    schema.put("minLength", number(annotation, "min", where));
                }
            }
            default -> {}
        }
    }

    /** ECMA-262 knows property escapes in its own way. */
    private static boolean isPortable(String pattern) {
        return !pattern.contains("\\P") && !pattern.contains("\\p");
    }

    private long number(AnnotationTree annotation, String member, Type where) {
        return ((Number) constants.member(annotation, member, where).orElseThrow()).longValue();
    }
}
