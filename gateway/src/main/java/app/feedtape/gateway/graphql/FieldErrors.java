package app.feedtape.gateway.graphql;

import app.feedtape.gateway.edge.ErrorAnswers;
import app.feedtape.gateway.edge.Visit;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.schema.DataFetchingEnvironment;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Why a field is null, in the words the call by itself would have used. */
final class FieldErrors {

    private static final String REASON = "reason";

    private final ErrorAnswers answers;

    FieldErrors(ErrorAnswers answers) {
        this.answers = answers;
    }

    GraphQLError of(DataFetchingEnvironment asked, Visit visit, Throwable failure) {
        Refusal refusal = answers.explain(visit, failure);
        return GraphqlErrorBuilder.newError(asked)
                .message("%s", refusal.message())
                .extensions(Map.of(REASON, reason(refusal, visit)))
                .build();
    }

    private static QueryAnswer.Reason reason(Refusal refusal, Visit visit) {
        String retryAfter = refusal.headers().get(HttpHeaders.RETRY_AFTER);
        return new QueryAnswer.Reason(
                refusal.code().name(),
                visit.context().requestId(),
                refusal.details().isEmpty() ? null : refusal.details(),
                retryAfter == null ? null : Integer.valueOf(retryAfter));
    }

    /**
     * As it is answered. What the engine itself found missing is an answer that was not as it is
     * documented; of that the service's log and not ours knows more.
     */
    static QueryAnswer.Missing told(GraphQLError error, Visit visit) {
        Object ours = error.getExtensions() == null ? null : error.getExtensions().get(REASON);
        return ours instanceof QueryAnswer.Reason reason
                ? missing(error, error.getMessage(), reason)
                : missing(error, "The service's answer was not complete.", incomplete(visit));
    }

    private static QueryAnswer.Reason incomplete(Visit visit) {
        return new QueryAnswer.Reason(
                ErrorCode.UPSTREAM_UNAVAILABLE.name(), visit.context().requestId(), null, null);
    }

    private static QueryAnswer.Missing missing(
            GraphQLError error, String message, QueryAnswer.Reason reason) {
        return new QueryAnswer.Missing(message, places(error), error.getPath(), reason);
    }

    private static @Nullable List<QueryAnswer.Place> places(GraphQLError error) {
        return error.getLocations() == null
                ? null
                : error.getLocations().stream()
                        .map(it -> new QueryAnswer.Place(it.getLine(), it.getColumn()))
                        .toList();
    }
}
