package app.feedtape.gateway.route;

import app.feedtape.web.token.KeyScope;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table. Nothing in it can be left out, so that nothing is open, unlimited or
 * unbounded by forgetting.
 *
 * @param method an HTTP method; {@code GET} includes {@code HEAD}
 * @param path segments, {@code *} for any one of them, {@code /**} at the end for any number
 * @param access who may call
 * @param scope which limit it takes from
 * @param firstByte how long the answer's first byte may take; the rest may stream on
 * @param body what may be sent
 * @param target who answers
 * @param lane which connections it takes, and whose breaker
 * @param importance who is sent away before whom when the service has too much to do
 * @param forwardedAs the prefix that stands in place of the pattern's own at the service, for
 *     aliases; null when the path is the same
 * @param keyScopes of which an API key needs one to call it; empty where keys are refused
 */
public record Route(
        String method,
        String path,
        Access access,
        LimitScope scope,
        Duration firstByte,
        Body body,
        Target target,
        Lane lane,
        Importance importance,
        @Nullable String forwardedAs,
        Set<KeyScope> keyScopes) {

    private static final String REST = "/**";

    static Route route(
            String method,
            String path,
            Access access,
            LimitScope scope,
            int firstByteSeconds,
            Body body,
            Target target) {
        return new Route(
                method,
                path,
                access,
                scope,
                Duration.ofSeconds(firstByteSeconds),
                body,
                target,
                Lane.ORDINARY,
                access.importance(),
                null,
                Set.of());
    }

    /** The same route under another address at the service. */
    Route as(String prefix) {
        return with(lane, importance, prefix, keyScopes);
    }

    /** The same route, answering with sound. */
    Route asSound() {
        return with(Lane.SOUND, importance, forwardedAs, keyScopes);
    }

    /** The same route, for a store that tells of something, often a great deal at once. */
    Route asWebhook() {
        return with(Lane.WEBHOOKS, importance, forwardedAs, keyScopes);
    }

    /** The same route, before which somebody waits though nobody knows yet who. */
    Route asAwaited() {
        return with(lane, Importance.AWAITED, forwardedAs, keyScopes);
    }

    /** The same route, for work whose result is fetched later. */
    Route asBackground() {
        return with(lane, Importance.BACKGROUND, forwardedAs, keyScopes);
    }

    /** The same route, open to API keys that have one of these; without this it refuses keys. */
    Route forKeys(KeyScope... needed) {
        return with(lane, importance, forwardedAs, Set.of(needed));
    }

    private Route with(Lane on, Importance of, @Nullable String prefix, Set<KeyScope> needed) {
        return new Route(
                method, path, access, scope, firstByte, body, target, on, of, prefix, needed);
    }

    /**
     * Whether it counts as an API call of the payer's day: the work, not what leads to it or out.
     */
    public boolean isCounted() {
        return target == Target.FEED || target == Target.TTS;
    }

    /** Where the service has it. */
    public String pathAtService(String requested) {
        return forwardedAs == null
                ? requested
                : forwardedAs + requested.substring(path.length() - REST.length());
    }

    /** For metrics and logs. */
    public String name() {
        return method + " " + path;
    }
}
