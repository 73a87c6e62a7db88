package app.feedtape.gateway.graphql;

import app.feedtape.gateway.edge.Visit;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.request.RequestContext;
import graphql.language.Document;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Answers queries. The engine is made when somebody asks for the first time, and a query that was
 * never seen is read beside the serving threads: no other request pays for either.
 */
final class Queries {

    private static final Logger LOG = LoggerFactory.getLogger(Queries.class);
    private static final int LONGEST_NAME = 64;

    private final Mono<Engine> engine;
    private final VisitCalls.Doors doors;
    private final DistributionSummary costs;

    Queries(Supplier<Engine> engine, VisitCalls.Doors doors, MeterRegistry meters) {
        this.engine = Mono.fromSupplier(engine).subscribeOn(Schedulers.boundedElastic()).cache();
        this.doors = doors;
        this.costs =
                DistributionSummary.builder("feedtape.graphql.cost")
                        .description("What queries ask for, in fields")
                        .register(meters);
    }

    Mono<QueryAnswer> answer(Visit visit, QueryRequest asked) {
        String query = asked.query();
        if (query == null || query.isBlank()) {
            throw Refusal.invalid("query", "The query is missing.");
        }
        Scheduler serving = Schedulers.fromExecutor(visit.thread());
        return engine.flatMap(made ->
                Mono.justOrEmpty(made.documents().remembered(query))
                        .switchIfEmpty(
                                Mono.fromCallable(() -> made.documents().read(query))
                                        .subscribeOn(Schedulers.boundedElastic()))
                        .publishOn(serving)
                        .flatMap(document -> answer(new Reading(made, document, asked, visit))));
    }

    /** A query that is about to be answered. */
    private record Reading(Engine engine, Document document, QueryRequest asked, Visit visit) {}

    private Mono<QueryAnswer> answer(Reading reading) {
        QueryRequest asked = reading.asked();
        var operation = Documents.operation(reading.document(), asked.operationName());
        Map<String, ?> variables = asked.variables() == null ? Map.of() : asked.variables();
        Weight weight =
                Weighing.of(
                        reading.document(),
                        operation,
                        variables,
                        reading.engine().documents()::isList);
        weight.requireBounded();
        costs.record(weight.cost());
        return reading.engine()
                .execute(reading.document(), asked, new VisitCalls(reading.visit(), doors))
                .map(result -> {
                    if (!result.isDataPresent()) {
                        throw Documents.invalid(result.getErrors());
                    }
                    return new QueryAnswer(
                            result.getData(),
                            result.getErrors().isEmpty()
                                    ? null
                                    : result.getErrors().stream()
                                            .map(error -> FieldErrors.told(error, reading.visit()))
                                            .toList());
                })
                .doOnNext(answer -> log(reading.visit(), operation.getName(), weight, answer));
    }

    /** What was asked by its name and size. Variables and the text may hold anything: never. */
    private static void log(Visit visit, @Nullable String name, Weight weight, QueryAnswer answer) {
        try (RequestContext.Scope _ = visit.context().open()) {
            LOG.atInfo()
                    .addKeyValue("operation", named(name))
                    .addKeyValue("calls", weight.calls())
                    .addKeyValue("depth", weight.depth())
                    .addKeyValue("cost", weight.cost())
                    .addKeyValue("missing", answer.missing())
                    .log("Answered a query");
        }
    }

    private static String named(@Nullable String name) {
        if (name == null) {
            return "";
        }
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    }
}
