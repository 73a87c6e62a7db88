package app.feedtape.web.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A decision as it is told.
 *
 * @param unlock what would let the request in; null when only time does, or nothing
 * @param accountId whom it was about; told to operators alone
 */
public record DecisionAnswer(
        @JsonProperty("decision_id") String id,
        @JsonProperty("code") String code,
        @JsonProperty("status") int status,
        @JsonProperty("rule") String rule,
        @JsonProperty("plan") @Nullable String plan,
        @JsonProperty("used") @Nullable Long used,
        @JsonProperty("held") @Nullable Long held,
        @JsonProperty("limit") @Nullable Object limit,
        @JsonProperty("requested") @Nullable Object requested,
        @JsonProperty("window_seconds") @Nullable Long windowSeconds,
        @JsonProperty("decided_at") Instant decidedAt,
        @JsonProperty("decided_by") String decidedBy,
        @JsonProperty("resets_at") @Nullable Instant resetsAt,
        @JsonProperty("retry_at") @Nullable Instant retryAt,
        @JsonProperty("unlock") @Nullable Unlock unlock,
        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("account_id")
                @Nullable UUID accountId) {

    /** The smallest plan that has what was asked for, and where to get it. */
    public record Unlock(
            @JsonProperty("plan") String plan, @JsonProperty("upgrade_url") String upgradeUrl) {}

    /** For the one it was about. */
    public static DecisionAnswer of(String id, Decision decision, @Nullable Unlock unlock) {
        return new DecisionAnswer(
                id,
                decision.code(),
                decision.status(),
                decision.rule(),
                decision.plan(),
                decision.used(),
                decision.held(),
                decision.limit(),
                decision.requested(),
                decision.windowSeconds(),
                decision.decidedAt(),
                decision.decidedBy(),
                decision.resetsAt(),
                decision.retryAt(),
                unlock,
                null);
    }

    /** The same for operators. */
    public DecisionAnswer about(Subject subject) {
        return subject.kind() == Subject.Kind.ACCOUNT
                ? new DecisionAnswer(
                        id,
                        code,
                        status,
                        rule,
                        plan,
                        used,
                        held,
                        limit,
                        requested,
                        windowSeconds,
                        decidedAt,
                        decidedBy,
                        resetsAt,
                        retryAt,
                        unlock,
                        subject.id())
                : this;
    }
}
