package app.feedtape.gateway.ratelimit;

import app.feedtape.events.PlanFact.Rate;
import app.feedtape.gateway.edge.Visit;
import app.feedtape.gateway.route.LimitScope;

/**
 * The limit as the caller sees it: {@code RateLimit-Policy} and {@code RateLimit}
 * (draft-ietf-httpapi-ratelimit-headers) and, for the app, the {@code X-RateLimit-*} three. What is
 * said is what was enforced: without Redis that is this instance's share.
 */
final class RateLimitHeaders {

    private static final long MILLIS = 1000;

    private RateLimitHeaders() {}

    static void put(Visit visit, LimitScope scope, Rate rate, Decision decision) {
        String name = '"' + scope.wireName() + '"';
        String limit = Long.toString(decision.limit());
        String remaining = Long.toString(decision.remaining());
        long resetsAt = Math.ceilDiv(decision.fullAtMillis(), MILLIS);
        visit.answerWith("RateLimit-Policy", name + ";q=" + limit + ";w=" + rate.windowSeconds());
        visit.answerWith("RateLimit", name + ";r=" + remaining + ";t=" + decision.secondsToFull());
        visit.answerWith("X-RateLimit-Limit", limit);
        visit.answerWith("X-RateLimit-Remaining", remaining);
        visit.answerWith("X-RateLimit-Reset", Long.toString(resetsAt));
    }

    /** What the answer says so far; unlimited when it says nothing. */
    static long remaining(Visit visit) {
        String told = visit.answerHeader("X-RateLimit-Remaining");
        return told == null ? Long.MAX_VALUE : Long.parseLong(told);
    }
}
