package app.feedtape.web.servlet;

import app.feedtape.web.token.Caller;

/**
 * A service's say on a caller whose token is right but who may not act any more: suspended, signed
 * out, erased. Throws the refusal.
 */
@FunctionalInterface
public interface CallerVeto {
    void check(Caller caller);
}
