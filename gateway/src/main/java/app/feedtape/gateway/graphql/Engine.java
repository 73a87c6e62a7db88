package app.feedtape.gateway.graphql;

import app.feedtape.gateway.edge.ErrorAnswers;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.execution.DataFetcherResult;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.language.Document;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.TypeRuntimeWiring;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.springframework.core.io.ClassPathResource;
import org.springframework.graphql.ExecutionGraphQlResponse;
import org.springframework.graphql.ExecutionGraphQlService;
import org.springframework.graphql.execution.DefaultExecutionGraphQlService;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.graphql.support.DefaultExecutionGraphQlRequest;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Schema, fields and execution, put together by Spring for GraphQL. Making one takes a while. */
final class Engine {

    private static final String SCHEMA = "document/schema.graphqls";

    private final HomeFields fields;
    private final FieldErrors errors;
    private final FieldMetrics metrics;
    private final JsonMapper json;
    private final Documents documents;
    private final ExecutionGraphQlService service;

    Engine(HomeFields fields, ErrorAnswers errors, FieldMetrics metrics, JsonMapper json) {
        this.fields = fields;
        this.errors = new FieldErrors(errors);
        this.metrics = metrics;
        this.json = json;
        GraphQlSource source =
                GraphQlSource.schemaResourceBuilder()
                        .schemaResources(new ClassPathResource(SCHEMA))
                        .configureRuntimeWiring(this::wire)
                        .configureGraphQl(engine ->
                                engine.preparsedDocumentProvider((input, unread) ->
                                        CompletableFuture.completedFuture(prepared(input))))
                        .build();
        this.documents = new Documents(source.schema());
        this.service = new DefaultExecutionGraphQlService(source);
    }

    /** It was read and found right before the execution began. */
    private static PreparsedDocumentEntry prepared(ExecutionInput input) {
        Document document = input.getGraphQLContext().get(Document.class);
        return new PreparsedDocumentEntry(document);
    }

    /** What a field of {@code Query} gives. */
    @FunctionalInterface
    private interface Reading {
        Mono<JsonNode> read(VisitCalls calls, DataFetchingEnvironment asked);
    }

    private void wire(RuntimeWiring.Builder wiring) {
        wiring.scalar(AsItStands.INSTANT)
                .scalar(AsItStands.LONG)
                .type(
                        TypeRuntimeWiring.newTypeWiring("Query")
                                .dataFetcher("me", fetching(fields::me))
                                .dataFetcher("feeds", fetching(fields::feeds))
                                .dataFetcher("articles", fetching(fields::articles))
                                .dataFetcher("subscription", fetching(fields::subscription))
                                .dataFetcher("usage", fetching(fields::usage)));
    }

    private DataFetcher<Mono<DataFetcherResult<Object>>> fetching(Reading reading) {
        return asked -> {
            VisitCalls calls =
                    Objects.requireNonNull(asked.getGraphQlContext().get(VisitCalls.class));
            String field = asked.getField().getName();
            return Mono.defer(() -> reading.read(calls, asked))
                    .map(answer -> DataFetcherResult.newResult().data(plain(answer)).build())
                    .doOnNext(given -> metrics.answered(field))
                    .onErrorResume(failure ->
                            Mono.just(
                                    metrics.missing(
                                            field, errors.of(asked, calls.visit(), failure))));
        };
    }

    /** As the engine reads members of objects. */
    private Object plain(JsonNode answer) {
        return json.treeToValue(answer, Object.class);
    }

    Documents documents() {
        return documents;
    }

    Mono<ExecutionResult> execute(Document document, QueryRequest asked, VisitCalls calls) {
        DefaultExecutionGraphQlRequest request =
                new DefaultExecutionGraphQlRequest(
                        Objects.requireNonNull(asked.query()),
                        asked.operationName(),
                        asked.variables(),
                        null,
                        calls.visit().context().requestId(),
                        Locale.ENGLISH);
        request.configureExecutionInput((input, builder) ->
                builder.graphQLContext(Map.of(Document.class, document, VisitCalls.class, calls))
                        .build());
        return service.execute(request)
                .map(ExecutionGraphQlResponse::getExecutionResult)
                // Before the engine hears of it, which would take what is let go for a failure.
                .doOnCancel(calls::end);
    }
}
