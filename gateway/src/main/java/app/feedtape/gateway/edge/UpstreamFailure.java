package app.feedtape.gateway.edge;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * A service that could not be asked, did not answer in time or answered with something that is not
 * for the outside: 502, 503 or 504, all {@code UPSTREAM_UNAVAILABLE}.
 */
public final class UpstreamFailure extends RuntimeException {

    private static final int SOON = 2;

    private final int status;
    private final int retryAfterSeconds;
    private final boolean shed;

    private UpstreamFailure(int status, String reason, @Nullable Throwable cause) {
        super(reason, cause, false, false);
        this.status = status;
        this.retryAfterSeconds = SOON;
        this.shed = false;
    }

    private UpstreamFailure(String reason, int retryAfterSeconds) {
        super(reason, null, false, false);
        this.status = 503;
        this.retryAfterSeconds = retryAfterSeconds;
        this.shed = true;
    }

    /** Nothing was sent to the service, or nothing came back. */
    public static UpstreamFailure unavailable(String reason, @Nullable Throwable cause) {
        return new UpstreamFailure(503, reason, cause);
    }

    /** The service took longer than its route allows. */
    public static UpstreamFailure tooSlow(String reason, @Nullable Throwable cause) {
        return new UpstreamFailure(504, reason, cause);
    }

    /** The service answered, but not in our terms. */
    public static UpstreamFailure badAnswer(String reason) {
        return new UpstreamFailure(502, reason, null);
    }

    /** The service has too much to do, and was not asked. */
    public static UpstreamFailure shed(String reason, int retryAfterSeconds) {
        return new UpstreamFailure(reason, retryAfterSeconds);
    }

    /** Whether it was refused to spare the service: said of many at once, and logged of few. */
    boolean isShed() {
        return shed;
    }

    int status() {
        return status;
    }

    Refusal refusal() {
        return ErrorCode.UPSTREAM_UNAVAILABLE
                .because("The service cannot answer right now. Please try again.")
                .withHeader("Retry-After", Integer.toString(retryAfterSeconds));
    }
}
