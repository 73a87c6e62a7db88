package app.feedtape.gateway.edge;

import app.feedtape.web.request.RequestContext;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * What every answer says, written last: a service cannot contradict it. Security headers follow the
 * OWASP REST cheat sheet; a service that serves pages may set its own content policy.
 */
final class AnswerHeaders {

    private static final String CONTENT_POLICY = "Content-Security-Policy";
    private static final String NO_PAGES = "default-src 'none'; frame-ancestors 'none'";

    private final Cors cors;
    private final boolean overTls;

    AnswerHeaders(Cors cors, boolean overTls) {
        this.cors = cors;
        this.overTls = overTls;
    }

    Mono<Void> write(ServerWebExchange exchange, Visit visit) {
        HttpHeaders answer = exchange.getResponse().getHeaders();
        answer.set(RequestContext.REQUEST_ID_HEADER, visit.context().requestId());
        answer.set(RequestContext.TRACEPARENT_HEADER, visit.context().traceparent());
        answer.set("X-Content-Type-Options", "nosniff");
        answer.set("Referrer-Policy", "no-referrer");
        if (!answer.containsHeader(CONTENT_POLICY)) {
            answer.set(CONTENT_POLICY, NO_PAGES);
        }
        if (overTls) {
            answer.set("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
        }
        if (visit.token() != null) {
            answer.add(HttpHeaders.VARY, HttpHeaders.AUTHORIZATION);
            if (!answer.containsHeader(HttpHeaders.CACHE_CONTROL)) {
                answer.set(HttpHeaders.CACHE_CONTROL, "no-store");
            }
        }
        cors.mark(exchange.getRequest().getHeaders(), answer);
        visit.answerHeaders().forEach(answer::set);
        return Mono.empty();
    }
}
