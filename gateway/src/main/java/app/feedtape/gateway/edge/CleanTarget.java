package app.feedtape.gateway.edge;

import app.feedtape.web.problem.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Refuses request targets that name another place than the request does: a whole address counts
 * more than {@code Host} (RFC 9112, 3.2.2), so it has to say the same; and none has a fragment.
 */
final class CleanTarget {

    private static final String SCHEME = "http://";

    private CleanTarget() {}

    static void check(String target, @Nullable String host) {
        boolean isClean = target.startsWith("/") || host != null && isAt(target, host);
        if (!isClean || target.indexOf('#') >= 0) {
            throw ErrorCode.MALFORMED_REQUEST.because("The address is not well formed.");
        }
    }

    private static boolean isAt(String target, String host) {
        String place = SCHEME + host + "/";
        return target.regionMatches(true, 0, place, 0, place.length());
    }
}
