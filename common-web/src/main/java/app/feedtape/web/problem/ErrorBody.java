package app.feedtape.web.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one shape of an error answer. The message stands twice because the app in people's hands
 * reads the one at the top.
 */
public record ErrorBody(
        @JsonProperty("message") String message,
        @JsonProperty("error") Detail error,
        @JsonProperty("request_id") String requestId) {

    /** Code, message and what a program needs to act on it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Detail(
            @JsonProperty("code") String code,
            @JsonProperty("message") String message,
            @JsonProperty("details") @Nullable Map<String, Object> details) {}

    /**
     * The answer to a refusal.
     *
     * @throws IllegalStateException when it has to name a decision and none was made: every way of
     *     answering goes through {@code Decisions}
     */
    public static ErrorBody of(Refusal refusal, String requestId) {
        if (refusal.code().isExplained() && !refusal.details().containsKey(ErrorCode.DECISION_ID)) {
            throw new IllegalStateException(refusal.code() + " without a decision");
        }
        Map<String, Object> details = refusal.details().isEmpty() ? null : refusal.details();
        return new ErrorBody(
                refusal.message(),
                new Detail(refusal.code().name(), refusal.message(), details),
                requestId);
    }
}
