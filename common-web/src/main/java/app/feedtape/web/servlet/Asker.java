package app.feedtape.web.servlet;

import app.feedtape.web.decision.Decisions;
import app.feedtape.web.decision.Subject;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.Caller;
import app.feedtape.web.token.ServiceCaller;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Who asked, as far as a decision about them needs it: the account, a service of ours, or the
 * address the gateway saw.
 */
record Asker(Subject subject, @Nullable String plan) {

    private static final String FORWARDED = "X-Forwarded-For";

    static Asker of(HttpServletRequest request) {
        if (request.getAttribute(CallerInterceptor.CALLER) instanceof Caller caller) {
            return new Asker(Subject.account(caller.accountId()), caller.token().plan());
        }
        if (request.getAttribute(CallerInterceptor.SERVICE_CALLER) instanceof ServiceCaller) {
            return new Asker(Subject.house(), null);
        }
        String forwarded = request.getHeader(FORWARDED);
        // The right-most one is what our own gateway wrote.
        String address =
                forwarded == null
                        ? request.getRemoteAddr()
                        : forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
        return new Asker(Subject.network(address), null);
    }

    Refusal explain(Decisions decisions, Refusal refusal) {
        return decisions.explain(refusal, subject, plan);
    }
}
