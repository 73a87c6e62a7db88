package app.feedtape.gateway.graphql;

import app.feedtape.web.document.Needed;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * @param query a document in GraphQL, of at most 1,000 tokens
 * @param operationName which of its operations is meant; needed where there are several
 */
record QueryRequest(
        @Needed @JsonProperty("query") @Nullable String query,
        @JsonProperty("operationName") @Nullable String operationName,
        @JsonProperty("variables") @Nullable Map<String, @Nullable Object> variables) {

    /** Holds what may be personal: what is asked of which feed. */
    @Override
    public String toString() {
        return "QueryRequest[hidden]";
    }
}
