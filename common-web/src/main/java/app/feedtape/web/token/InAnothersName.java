package app.feedtape.web.token;

import app.feedtape.web.problem.ErrorCode;
import java.util.List;
import java.util.Set;

/**
 * What an operator may do in a person's name (the token's {@code act}): look, and write only where
 * that was asked for. Ways in, money, keys, deletion, other people's things and operators' rooms
 * are shut to them in any case. Gateway and services go by this one rule.
 */
public final class InAnothersName {

    /** Carried by the token when writing was asked for. */
    public static final String WRITE = "impersonation:write";

    private static final Set<String> READS = Set.of("GET", "HEAD");

    /** Asked by POST, and only ever read. */
    private static final String QUERIES = "/graphql";

    private static final List<String> SHUT =
            List.of(
                    "/auth",
                    "/v1/auth",
                    "/api/keys",
                    "/api/billing",
                    "/api/admin",
                    "/v1/admin",
                    "/api/orgs",
                    "/api/webhooks",
                    "/api/me");
    private static final List<String> SHUT_TO_WRITES =
            List.of("/api/subscription", "/v1/subscription");

    /** May be looked at, and its settings changed; what lies below is the person's own. */
    private static final List<String> OWN_ACCOUNT = List.of("/api/me", "/v1/auth/me");

    private InAnothersName() {}

    /**
     * Refuses with 403 FORBIDDEN what the token's actor may not do; says nothing of a token without
     * one.
     *
     * @param path as requested, or the pattern it met
     */
    public static void check(AccessToken token, String method, String path) {
        if (token.actor() == null) {
            return;
        }
        boolean reads = READS.contains(method) || path.equals(QUERIES);
        if (isShut(path, method, reads)) {
            throw ErrorCode.FORBIDDEN.because("Only the person themselves can do this.");
        }
        if (!reads && !token.scopes().contains(WRITE)) {
            throw ErrorCode.FORBIDDEN.because("This impersonation may only look.");
        }
    }

    private static boolean isShut(String path, String method, boolean reads) {
        if (OWN_ACCOUNT.contains(path)) {
            return !reads && !method.equals("PATCH");
        }
        return isBelow(SHUT, path) || !reads && isBelow(SHUT_TO_WRITES, path);
    }

    private static boolean isBelow(List<String> places, String path) {
        return places.stream()
                .anyMatch(place -> path.equals(place) || path.startsWith(place + "/"));
    }
}
