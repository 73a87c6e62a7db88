package app.feedtape.gateway.graphql;

import graphql.language.Argument;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.IntValue;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.Value;
import graphql.language.VariableDefinition;
import graphql.language.VariableReference;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Weighs one operation before it is validated. Fragments count as often as they are spread, and
 * counting ends where it is too much: a few lines of fragments within fragments stand for more
 * fields than anybody could count.
 */
final class Weighing {

    static final String LIMIT = "limit";
    static final int USUAL_LIMIT = 50;
    static final int HIGHEST_LIMIT = 100;
    private static final int CALL = 10;

    private final OperationDefinition operation;
    private final Map<String, FragmentDefinition> fragments = new HashMap<>();
    private final Map<String, ?> variables;
    private final Predicate<String> isList;
    private int selections;
    private int calls;
    private int deepest;
    private long cost;

    private Weighing(
            Document document,
            OperationDefinition operation,
            Map<String, ?> variables,
            Predicate<String> isList) {
        this.operation = operation;
        this.variables = variables;
        this.isList = isList;
        for (FragmentDefinition fragment :
                document.getDefinitionsOfType(FragmentDefinition.class)) {
            fragments.put(fragment.getName(), fragment);
        }
    }

    /**
     * Refuses what is too deep, or too much to be counted.
     *
     * @param isList whether a field of {@code Query} has a limit
     */
    static Weight of(
            Document document,
            OperationDefinition operation,
            Map<String, ?> variables,
            Predicate<String> isList) {
        Weighing weighing = new Weighing(document, operation, variables, isList);
        weighing.walk(operation.getSelectionSet(), 1, Weight.DEEPEST, 1);
        return new Weight(weighing.calls, weighing.deepest, weighing.cost);
    }

    private void walk(@Nullable SelectionSet set, int depth, int deepestHere, int items) {
        if (set == null) {
            return;
        }
        for (Selection<?> selection : set.getSelections()) {
            if (++selections > Weight.MOST_SELECTIONS) {
                throw Weight.tooMuch("selections", Weight.MOST_SELECTIONS);
            }
            switch (selection) {
                case Field field -> field(field, depth, deepestHere, items);
                case InlineFragment inline ->
                        walk(inline.getSelectionSet(), depth, deepestHere, items);
                case FragmentSpread spread -> {
                    // One that is not there is found by the validation.
                    FragmentDefinition fragment = fragments.get(spread.getName());
                    walk(
                            fragment == null ? null : fragment.getSelectionSet(),
                            depth,
                            deepestHere,
                            items);
                }
                default -> throw new IllegalStateException("Not a selection: " + selection);
            }
        }
    }

    private void field(Field field, int depth, int deepestHere, int items) {
        if (depth > deepestHere) {
            throw Weight.tooMuch("depth", deepestHere);
        }
        deepest = Math.max(deepest, depth);
        if (depth > 1) {
            cost += items;
            walk(field.getSelectionSet(), depth + 1, deepestHere, items);
            return;
        }
        if (field.getName().startsWith("__")) {
            cost++;
            walk(field.getSelectionSet(), 2, Weight.DEEPEST_INTO_THE_SCHEMA, 1);
            return;
        }
        calls++;
        cost += CALL;
        walk(
                field.getSelectionSet(),
                2,
                deepestHere,
                isList.test(field.getName()) ? limit(field) : 1);
    }

    private int limit(Field field) {
        for (Argument argument : field.getArguments()) {
            if (argument.getName().equals(LIMIT)) {
                return Math.clamp(number(argument.getValue()), 1, HIGHEST_LIMIT);
            }
        }
        return USUAL_LIMIT;
    }

    private long number(@Nullable Value<?> value) {
        return switch (value) {
            case IntValue written -> clamped(written.getValue());
            case VariableReference variable when variables.containsKey(variable.getName()) ->
                    variables.get(variable.getName()) instanceof Number given
                            ? given.longValue()
                            : HIGHEST_LIMIT;
            case VariableReference variable -> byDefault(variable);
            case null, default -> HIGHEST_LIMIT;
        };
    }

    private long byDefault(VariableReference variable) {
        for (VariableDefinition defined : operation.getVariableDefinitions()) {
            if (defined.getName().equals(variable.getName())
                    && defined.getDefaultValue() instanceof IntValue written) {
                return clamped(written.getValue());
            }
        }
        return USUAL_LIMIT;
    }

    private static long clamped(BigInteger number) {
        return number.min(BigInteger.valueOf(HIGHEST_LIMIT)).longValue();
    }
}
