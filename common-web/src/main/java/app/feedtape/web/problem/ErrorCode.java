package app.feedtape.web.problem;

import java.util.Map;

/**
 * Every code an answer can carry, with its HTTP status. The list in {@code docs/errors.md} is made
 * from this.
 */
public enum ErrorCode {
    VALIDATION_FAILED(400),
    MALFORMED_REQUEST(400),
    OAUTH_STATE_INVALID(400),
    WEAK_PASSWORD(400),
    QUERY_TOO_COSTLY(400),
    UNAUTHENTICATED(401),
    TOKEN_EXPIRED(401),
    INVALID_CREDENTIALS(401),
    INVALID_REFRESH_TOKEN(401),
    REFRESH_TOKEN_REUSED(401),
    QUOTA_EXCEEDED(402),
    TRIAL_EXPIRED(402),
    FEED_LIMIT_REACHED(402),
    PLAN_REQUIRED(402),
    FORBIDDEN(403),
    ACCOUNT_SUSPENDED(403),
    EMAIL_NOT_VERIFIED(403),
    TWO_FACTOR_REQUIRED(403),
    RECENT_SIGN_IN_REQUIRED(403),
    NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    NOT_ACCEPTABLE(406),
    CONFLICT(409),
    FEED_EXISTS(409),
    EMAIL_TAKEN(409),
    TRIAL_USED(409),
    PAYLOAD_TOO_LARGE(413),
    TEXT_TOO_LONG(413),
    URI_TOO_LONG(414),
    UNSUPPORTED_MEDIA_TYPE(415),
    RANGE_NOT_SATISFIABLE(416),
    FEED_UNREADABLE(422),
    LANGUAGE_UNSUPPORTED(422),
    IDEMPOTENCY_KEY_REUSED(422),
    RATE_LIMITED(429),
    HEADERS_TOO_LARGE(431),
    INTERNAL_ERROR(500),
    UPSTREAM_UNAVAILABLE(503),
    SPEECH_UNAVAILABLE(503);

    /** The member of {@code details} that names the decision, where there is one. */
    public static final String DECISION_ID = "decision_id";

    private static final int PAYMENT_REQUIRED = 402;
    private static final int TOO_MANY_REQUESTS = 429;

    private final int status;

    ErrorCode(int status) {
        this.status = status;
    }

    /** HTTP status of an answer with this code. */
    public int status() {
        return status;
    }

    /** Whether an answer with this code names the decision that explains it. */
    public boolean isExplained() {
        return status == PAYMENT_REQUIRED || status == TOO_MANY_REQUESTS;
    }

    /** A refusal with a message for the person; never an internal detail. */
    public Refusal because(String message) {
        return new Refusal(this, message, Map.of(), Map.of(), null);
    }
}
