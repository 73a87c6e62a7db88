package app.feedtape.web.request;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What ties one piece of work together across services: the request id and the W3C trace context.
 * Both live in the logging context of the thread, so that every log line and every fact written on
 * the way carries them.
 *
 * @param requestId 1 to 128 of {@code [A-Za-z0-9._-]}
 * @param traceparent W3C Trace Context, version 00
 */
public record RequestContext(String requestId, String traceparent) {

    public static final String REQUEST_ID_HEADER = "X-Request-Id";
    public static final String TRACEPARENT_HEADER = "traceparent";
    public static final String REQUEST_ID_KEY = "request_id";
    public static final String TRACEPARENT_KEY = "traceparent";
    public static final String ACCOUNT_ID_KEY = "account_id";

    private static final Pattern VALID_REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final Pattern VALID_TRACEPARENT =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * Keeps what is valid of what came in and makes the rest anew; the parent's span id is replaced
     * by one of ours.
     */
    public static RequestContext accept(@Nullable String requestId, @Nullable String traceparent) {
        String id =
                requestId != null && VALID_REQUEST_ID.matcher(requestId).matches()
                        ? requestId
                        : UUID.randomUUID().toString();
        String trace =
                traceparent != null && VALID_TRACEPARENT.matcher(traceparent).matches()
                        ? traceparent.substring(0, 36) + randomHex(8) + traceparent.substring(52)
                        : "00-" + randomHex(16) + "-" + randomHex(8) + "-01";
        return new RequestContext(id, trace);
    }

    /** The context of the running work; a new one where nothing has begun it. */
    public static RequestContext current() {
        return accept(MDC.get(REQUEST_ID_KEY), MDC.get(TRACEPARENT_KEY));
    }

    /** Makes this the context of the running thread until closed. */
    public Scope open() {
        MDC.put(REQUEST_ID_KEY, requestId);
        MDC.put(TRACEPARENT_KEY, traceparent);
        return () -> {
            MDC.remove(REQUEST_ID_KEY);
            MDC.remove(TRACEPARENT_KEY);
            MDC.remove(ACCOUNT_ID_KEY);
        };
    }

    /** Ends the context. */
    @FunctionalInterface
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    private static String randomHex(int bytes) {
        byte[] value = new byte[bytes];
        RANDOM.nextBytes(value);
        return HexFormat.of().formatHex(value);
    }
}
