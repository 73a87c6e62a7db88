package app.feedtape.gateway.graphql;

import graphql.GraphQLError;
import graphql.execution.DataFetcherResult;
import io.micrometer.core.instrument.MeterRegistry;

/** How often each field of {@code Query} was given, and why not. */
final class FieldMetrics {

    private static final String NAME = "feedtape.graphql.fields";

    private final MeterRegistry meters;

    FieldMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    void answered(String field) {
        meters.counter(NAME, "field", field, "outcome", "answered").increment();
    }

    DataFetcherResult<Object> missing(String field, GraphQLError error) {
        meters.counter(NAME, "field", field, "outcome", "missing").increment();
        return DataFetcherResult.newResult().error(error).build();
    }
}
