package app.feedtape.billing.audit;

import app.feedtape.web.problem.Refusal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Why an operator ordered something; without one nothing is done. */
public final class Reason {

    private static final int LONGEST = 200;

    private Reason() {}

    /** The order's {@code reason}, of 1 to 200 characters; 400 without one. */
    public static String parse(JsonNode order) {
        return parse(order.path("reason").asStringOpt().orElse(null));
    }

    /** The same of the word itself. */
    public static String parse(@Nullable String given) {
        String reason = given == null ? "" : given.replaceAll("\\p{Cntrl}", " ").strip();
        if (reason.isEmpty() || reason.codePointCount(0, reason.length()) > LONGEST) {
            throw Refusal.invalid("reason", "A reason of 1 to 200 characters is needed.");
        }
        return reason;
    }
}
