package app.feedtape.gateway.graphql;

import graphql.GraphQLContext;
import graphql.schema.Coercing;
import graphql.schema.CoercingSerializeException;
import graphql.schema.GraphQLScalarType;
import java.util.Locale;

/**
 * A plain value that is handed on as its owner wrote it. Nothing takes one as an argument.
 *
 * @param <T> what it has to be
 */
final class AsItStands<T> implements Coercing<T, T> {

    static final GraphQLScalarType INSTANT = scalar("Instant", String.class);
    static final GraphQLScalarType LONG = scalar("Long", Number.class);

    private final Class<T> type;

    private AsItStands(Class<T> type) {
        this.type = type;
    }

    private static <T> GraphQLScalarType scalar(String name, Class<T> type) {
        return GraphQLScalarType.newScalar().name(name).coercing(new AsItStands<>(type)).build();
    }

    @Override
    public T serialize(Object value, GraphQLContext context, Locale locale) {
        if (!type.isInstance(value)) {
            throw new CoercingSerializeException("not a " + type.getSimpleName());
        }
        return type.cast(value);
    }
}
