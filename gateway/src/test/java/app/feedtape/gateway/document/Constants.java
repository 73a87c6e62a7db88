package app.feedtape.gateway.document;

import app.feedtape.gateway.document.Sources.Type;
import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Annotations and the values in them, as far as the source writes them out. */
final class Constants {

    private final Sources sources;

    Constants(Sources sources) {
        this.sources = sources;
    }

    static Optional<AnnotationTree> annotation(ModifiersTree modifiers, String name) {
        return modifiers.getAnnotations().stream()
                .map(AnnotationTree.class::cast)
                .filter(it ->
                        it.getAnnotationType().toString().replaceAll(".*\\.", "").equals(name))
                .findFirst();
    }

    static boolean has(ModifiersTree modifiers, String name) {
        return annotation(modifiers, name).isPresent();
    }

    /** A member of an annotation as it is written; the only unnamed one is {@code value}. */
    static Optional<ExpressionTree> written(AnnotationTree annotation, String member) {
        return annotation.getArguments().stream()
                .map(argument ->
                        argument instanceof AssignmentTree named
                                ? named.getVariable().toString().equals(member)
                                        ? named.getExpression()
                                        : null
                                : member.equals("value") ? argument : null)
                .filter(found -> found != null)
                .map(ExpressionTree.class::cast)
                .findFirst();
    }

    Optional<Object> member(AnnotationTree annotation, String member, Type where) {
        return written(annotation, member).map(it -> value(it, where));
    }

    List<String> strings(AnnotationTree annotation, String member, Type where) {
        return member(annotation, member, where)
                .map(value -> value instanceof List<?> list ? list : List.of(value))
                .orElse(List.of())
                .stream()
                .map(String::valueOf)
                .toList();
    }

    Object value(ExpressionTree written, Type where) {
        return switch (written) {
            case LiteralTree literal -> literal.getValue();
            case NewArrayTree array ->
                    array.getInitializers().stream().map(it -> value(it, where)).toList();
            case UnaryTree minus -> -((Number) value(minus.getExpression(), where)).longValue();
            case BinaryTree both -> both(both, where);
            case IdentifierTree name -> field(null, name.getName().toString(), where);
            case MemberSelectTree field ->
                    field(
                            field.getExpression().toString(),
                            field.getIdentifier().toString(),
                            where);
            default -> throw new IllegalArgumentException("%s: %s".formatted(where, written));
        };
    }

    private Object both(BinaryTree both, Type where) {
        Object left = value(both.getLeftOperand(), where);
        Object right = value(both.getRightOperand(), where);
        return switch (both.getKind()) {
            case MULTIPLY -> ((Number) left).longValue() * ((Number) right).longValue();
            case PLUS ->
                    left instanceof Number a && right instanceof Number b
                            ? a.longValue() + b.longValue()
                            : "" + left + right;
            default -> throw new IllegalArgumentException("%s: %s".formatted(where, both));
        };
    }

    private Object field(@Nullable String owner, String name, Type where) {
        if (owner != null) {
            return sources.find(owner, where)
                    .map(type -> own(type, name))
                    .orElseGet(() -> foreign(sources.qualified(owner, where), name));
        }
        for (Type scope = where; scope != null; scope = scope.outer()) {
            Object found = own(scope, name);
            if (found != null) {
                return found;
            }
        }
        return where.unit().getImports().stream()
                .filter(ImportTree::isStatic)
                .map(line -> line.getQualifiedIdentifier().toString())
                .filter(line -> line.endsWith("." + name))
                .map(line -> line.substring(0, line.lastIndexOf('.')))
                .map(type ->
                        sources.named(type)
                                .map(it -> own(it, name))
                                .orElseGet(() -> foreign(type, name)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(where + ": " + name));
    }

    private @Nullable Object own(Type type, String name) {
        return type.tree().getMembers().stream()
                .filter(VariableTree.class::isInstance)
                .map(VariableTree.class::cast)
                .filter(field -> field.getName().contentEquals(name))
                .findFirst()
                .map(field ->
                        type.tree().getKind() == com.sun.source.tree.Tree.Kind.ENUM
                                ? name
                                : value(field.getInitializer(), type))
                .orElse(null);
    }

    private static Object foreign(String type, String name) {
        try {
            return Class.forName(type).getField(name).get(null);
        } catch (ReflectiveOperationException unknown) {
            throw new IllegalArgumentException(type + "." + name, unknown);
        }
    }
}
