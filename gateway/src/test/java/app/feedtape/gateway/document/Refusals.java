package app.feedtape.gateway.document;

import app.feedtape.gateway.route.Access;
import app.feedtape.gateway.route.Body;
import app.feedtape.gateway.route.LimitScope;
import app.feedtape.gateway.route.Route;
import app.feedtape.gateway.route.Target;
import app.feedtape.web.problem.ErrorCode;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The codes a call can be refused with: those its comment names, those its method throws, and those
 * of the route it comes through.
 */
final class Refusals {

    private static final Pattern STATUS = Pattern.compile("\\b([45]\\d\\d)\\b");
    private static final Pattern WORD = Pattern.compile("\\b[A-Z][A-Z_]{4,}\\b");
    private static final Pattern LINK = Pattern.compile("`([a-z]\\w+)`");
    private static final Map<Integer, ErrorCode> USUAL =
            Map.ofEntries(
                    Map.entry(400, ErrorCode.VALIDATION_FAILED),
                    Map.entry(401, ErrorCode.UNAUTHENTICATED),
                    Map.entry(402, ErrorCode.PLAN_REQUIRED),
                    Map.entry(403, ErrorCode.FORBIDDEN),
                    Map.entry(404, ErrorCode.NOT_FOUND),
                    Map.entry(409, ErrorCode.CONFLICT),
                    Map.entry(413, ErrorCode.PAYLOAD_TOO_LARGE),
                    Map.entry(415, ErrorCode.UNSUPPORTED_MEDIA_TYPE),
                    Map.entry(416, ErrorCode.RANGE_NOT_SATISFIABLE),
                    Map.entry(422, ErrorCode.FEED_UNREADABLE),
                    Map.entry(429, ErrorCode.RATE_LIMITED),
                    Map.entry(503, ErrorCode.UPSTREAM_UNAVAILABLE));

    private final Sources sources;

    Refusals(Sources sources) {
        this.sources = sources;
    }

    /** Codes by status, in order. */
    Map<Integer, Set<ErrorCode>> of(Endpoint endpoint, Route route) {
        Set<ErrorCode> codes = EnumSet.noneOf(ErrorCode.class);
        ofComment(endpoint.said(sources).text(), codes);
        ofComment(sources.doc(endpoint.controller()).text(), codes);
        ofLinks(endpoint, codes);
        ofCode(endpoint.method(), codes);
        ofRoute(endpoint, route, codes);
        Map<Integer, Set<ErrorCode>> byStatus = new TreeMap<>();
        codes.forEach(code ->
                byStatus.computeIfAbsent(code.status(), status -> EnumSet.noneOf(ErrorCode.class))
                        .add(code));
        return byStatus;
    }

    private static void ofComment(String text, Set<ErrorCode> codes) {
        Set<ErrorCode> named = EnumSet.noneOf(ErrorCode.class);
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            for (ErrorCode code : ErrorCode.values()) {
                if (code.name().equals(word.group())) {
                    named.add(code);
                }
            }
        }
        Matcher status = STATUS.matcher(text);
        while (status.find()) {
            int number = Integer.parseInt(status.group(1));
            ErrorCode usual = USUAL.get(number);
            if (usual != null && named.stream().noneMatch(it -> it.status() == number)) {
                named.add(usual);
            }
        }
        codes.addAll(named);
    }

    /** "Refused as {@code cancel} is." */
    private void ofLinks(Endpoint endpoint, Set<ErrorCode> codes) {
        Matcher link = LINK.matcher(endpoint.said(sources).text());
        while (link.find()) {
            endpoint.controller().tree().getMembers().stream()
                    .filter(MethodTree.class::isInstance)
                    .map(MethodTree.class::cast)
                    .filter(other -> other.getName().contentEquals(link.group(1)))
                    .forEach(other -> {
                        TreePath path = new TreePath(endpoint.controller().path(), other);
                        ofComment(sources.doc(path).text(), codes);
                    });
        }
    }

    private static void ofCode(MethodTree method, Set<ErrorCode> codes) {
        String written = method.toString();
        for (ErrorCode code : ErrorCode.values()) {
            if (written.contains("ErrorCode." + code + ".")) {
                codes.add(code);
            }
        }
        if (written.contains("Refusal.invalid")
                || written.contains("@PathVariable")
                || written.contains("@RequestParam")) {
            codes.add(ErrorCode.VALIDATION_FAILED);
        }
    }

    private static void ofRoute(Endpoint endpoint, Route route, Set<ErrorCode> codes) {
        boolean needsToken = route.access() != Access.ANYONE && route.access() != Access.WHOEVER;
        if (needsToken) {
            codes.add(ErrorCode.UNAUTHENTICATED);
            codes.add(ErrorCode.TOKEN_EXPIRED);
            codes.add(ErrorCode.ACCOUNT_SUSPENDED);
            codes.add(ErrorCode.FORBIDDEN);
        }
        if (route.scope() != LimitScope.NONE) {
            codes.add(ErrorCode.RATE_LIMITED);
        }
        if (!route.keyScopes().isEmpty()) {
            codes.add(ErrorCode.PLAN_REQUIRED);
        }
        if (route.isCounted()) {
            codes.add(ErrorCode.QUOTA_EXCEEDED);
        }
        // Found at the edge: a path, a header, a query or a body that is none.
        codes.add(ErrorCode.MALFORMED_REQUEST);
        if (route.body().kind() != Body.Kind.NOTHING) {
            codes.add(ErrorCode.PAYLOAD_TOO_LARGE);
        }
        if (route.body().kind() == Body.Kind.JSON || route.body().kind() == Body.Kind.FORM) {
            codes.add(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
        }
        if (route.target() != Target.HERE || endpoint.base().equals("Me")) {
            codes.add(ErrorCode.UPSTREAM_UNAVAILABLE);
        }
    }
}
