package app.feedtape.web.request;

import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
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

    /**
     * Keeps what is valid of what came in and makes the rest anew; the parent's span id is replaced
     * by one of ours.
     */
    public static RequestContext accept(@Nullable String requestId, @Nullable String traceparent) {
        String id =
                requestId != null && VALID_REQUEST_ID.matcher(requestId).matches()
                        ? requestId
                        : randomId();
        String trace =
                traceparent != null && VALID_TRACEPARENT.matcher(traceparent).matches()
                        ? traceparent.substring(0, 36) + randomHex() + traceparent.substring(52)
                        : "00-" + randomHex() + randomHex() + "-" + randomHex() + "-01";
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

    /** Ids open nothing: they need not be hard to guess, only different. */
    private static String randomId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(
                        random.nextLong() & ~0xF000L | 0x4000L,
                        random.nextLong() >>> 2 | Long.MIN_VALUE)
                .toString();
    }

    /** Sixteen digits, never all zero, which trace and span ids must not be. */
    private static String randomHex() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong() | 1);
    }
}
