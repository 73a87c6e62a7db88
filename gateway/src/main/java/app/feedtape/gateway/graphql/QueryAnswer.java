package app.feedtape.gateway.graphql;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a query is answered, by the GraphQL specification.
 *
 * @param data what was asked for, under the names that were asked for
 * @param errors why something of it is null; missing where nothing is
 */
record QueryAnswer(
        @JsonProperty("data") Map<String, @Nullable Object> data,
        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("errors")
                @Nullable List<Missing> errors) {

    /**
     * A field that could not be given.
     *
     * @param path from the top: names, and places in lists
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Missing(
            @JsonProperty("message") String message,
            @JsonProperty("locations") @Nullable List<Place> locations,
            @JsonProperty("path") @Nullable List<Object> path,
            @JsonProperty("extensions") Reason extensions) {}

    /** In the text of the query, counted from 1. */
    record Place(@JsonProperty("line") int line, @JsonProperty("column") int column) {}

    /**
     * What the call by itself would have said in its envelope.
     *
     * @param code of the catalogue of errors
     * @param details as in the envelope
     * @param retryAfter seconds after which to come again
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Reason(
            @JsonProperty("code") String code,
            @JsonProperty("request_id") String requestId,
            @JsonProperty("details") @Nullable Map<String, Object> details,
            @JsonProperty("retry_after") @Nullable Integer retryAfter) {}

    int missing() {
        return errors == null ? 0 : errors.size();
    }
}
