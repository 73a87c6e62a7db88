package app.feedtape.gateway.graphql;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import graphql.GraphQLError;
import graphql.ParseAndValidate;
import graphql.language.Document;
import graphql.language.OperationDefinition;
import graphql.language.SourceLocation;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import graphql.parser.exceptions.ParseCancelledException;
import graphql.parser.exceptions.ParseCancelledTooDeepException;
import graphql.schema.GraphQLSchema;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Queries as they are read, bounded and found right. An app asks the same few again and again:
 * those are remembered.
 */
final class Documents {

    private static final ParserOptions BOUNDS =
            ParserOptions.newParserOptions()
                    .maxTokens(Weight.MOST_TOKENS)
                    .maxWhitespaceTokens(10 * Weight.MOST_TOKENS)
                    .maxCharacters(16 * 1024)
                    .maxRuleDepth(100)
                    .captureLineComments(false)
                    .captureIgnoredChars(false)
                    .build();

    /** Characters of all that are remembered. */
    private static final int REMEMBERED = 256 * 1024;

    private static final int MOST_ERRORS = 10;

    private final GraphQLSchema schema;
    private final Cache<String, Document> remembered =
            Caffeine.newBuilder()
                    .maximumWeight(REMEMBERED)
                    .weigher((String query, Document document) -> query.length())
                    .expireAfterAccess(Duration.ofHours(1))
                    .build();

    Documents(GraphQLSchema schema) {
        this.schema = schema;
    }

    Optional<Document> remembered(String query) {
        return Optional.ofNullable(remembered.getIfPresent(query));
    }

    /**
     * Reads a query: 400 for what is no GraphQL, asks for too much or for what there is not. May
     * take milliseconds.
     */
    Document read(String query) {
        Document document = parse(query);
        for (OperationDefinition operation :
                document.getDefinitionsOfType(OperationDefinition.class)) {
            if (operation.getOperation() != OperationDefinition.Operation.QUERY) {
                throw Refusal.invalid("query", "Only queries are answered here.");
            }
            Weighing.of(document, operation, Map.of(), this::isList);
        }
        List<? extends GraphQLError> errors =
                ParseAndValidate.validate(schema, document, Locale.ENGLISH);
        if (!errors.isEmpty()) {
            throw invalid(errors);
        }
        remembered.put(query, document);
        return document;
    }

    private static Document parse(String query) {
        try {
            return Parser.parse(
                    ParserEnvironment.newParserEnvironment()
                            .document(query)
                            .parserOptions(BOUNDS)
                            .locale(Locale.ENGLISH)
                            .build());
        } catch (ParseCancelledTooDeepException tooDeep) {
            throw Weight.tooMuch("depth", Weight.DEEPEST);
        } catch (ParseCancelledException tooLong) {
            throw Weight.tooMuch("tokens", Weight.MOST_TOKENS);
        } catch (InvalidSyntaxException wrong) {
            throw ErrorCode.MALFORMED_REQUEST
                    .because("The query is no GraphQL.")
                    .with("errors", List.of(told(wrong.toInvalidSyntaxError())));
        }
    }

    /** The operation that is meant: the one of that name, or the only one. */
    static OperationDefinition operation(Document document, @Nullable String name) {
        List<OperationDefinition> all = document.getDefinitionsOfType(OperationDefinition.class);
        if (name == null || name.isEmpty()) {
            if (all.size() == 1) {
                return all.getFirst();
            }
            throw Refusal.invalid("operationName", "Say which of the operations is meant.");
        }
        return all.stream()
                .filter(operation -> name.equals(operation.getName()))
                .findFirst()
                .orElseThrow(() ->
                        Refusal.invalid(
                                "operationName", "The query has no operation of that name."));
    }

    /** Whether a field of {@code Query} has a limit. */
    boolean isList(String field) {
        var definition = schema.getQueryType().getFieldDefinition(field);
        return definition != null && definition.getArgument(Weighing.LIMIT) != null;
    }

    static Refusal invalid(List<? extends GraphQLError> errors) {
        return Refusal.invalid("query", "The query does not fit the schema.")
                .with("errors", errors.stream().limit(MOST_ERRORS).map(Documents::told).toList());
    }

    private static Map<String, Object> told(GraphQLError error) {
        List<SourceLocation> places =
                error.getLocations() == null ? List.of() : error.getLocations();
        return Map.of(
                "message",
                error.getMessage(),
                "locations",
                places.stream()
                        .map(place -> new QueryAnswer.Place(place.getLine(), place.getColumn()))
                        .toList());
    }
}
