package app.feedtape.web.decision;

import app.feedtape.web.problem.Refusal;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A refusal as it was decided: by which rule, with which figures.
 *
 * @param code of the catalogue, such as {@code QUOTA_EXCEEDED}
 * @param decidedBy the service
 * @param rule such as {@code characters_per_day}; a word of ours, never of the caller
 * @param plan of the payer at that moment; null where nobody had signed in
 * @param used what counted against the limit for good
 * @param held what counted against it for the moment and may come back
 * @param limit a number, or words where the rule counts nothing (voice engines)
 * @param requested a number or a word
 * @param windowSeconds over which the limit holds, where it is a rate
 * @param resetsAt when all of the limit is there again; null when time alone changes nothing
 * @param retryAt when the same request may be let in again, if that is known
 */
public record Decision(
        Subject subject,
        Instant decidedAt,
        String code,
        int status,
        String decidedBy,
        String rule,
        @Nullable String plan,
        @Nullable Long used,
        @Nullable Long held,
        @Nullable Object limit,
        @Nullable Object requested,
        @Nullable Long windowSeconds,
        @Nullable Instant resetsAt,
        @Nullable Instant retryAt) {

    /** What a refusal says of itself in its details and headers. */
    static Decision of(
            Refusal refusal, Subject subject, @Nullable String plan, String service, Instant now) {
        Map<String, Object> details = refusal.details();
        Object current = details.get("current");
        Long held = number(details.get("held"));
        Long spent = number(current);
        Object limit = details.get("limit");
        Instant resetsAt = details.get("resets_at") instanceof Instant at ? at : null;
        String wait = refusal.headers().get("Retry-After");
        return new Decision(
                subject,
                now,
                refusal.code().name(),
                refusal.code().status(),
                service,
                text(
                        details.get("metric"),
                        refusal.code().name().toLowerCase(java.util.Locale.ROOT)),
                details.get("plan") instanceof String known ? known : plan,
                spent == null || held == null ? spent : Long.valueOf(spent - held),
                held,
                limit == null && current instanceof String included ? included : limit,
                details.get("requested"),
                number(details.get("window_seconds")),
                resetsAt,
                wait == null ? resetsAt : now.plusSeconds(Long.parseLong(wait)));
    }

    private static String text(@Nullable Object value, String otherwise) {
        return value instanceof String text ? text : otherwise;
    }

    private static @Nullable Long number(@Nullable Object value) {
        return value instanceof Number number ? Long.valueOf(number.longValue()) : null;
    }
}
