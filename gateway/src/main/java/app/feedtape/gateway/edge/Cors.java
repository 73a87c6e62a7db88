package app.feedtape.gateway.edge;

import app.feedtape.web.problem.ErrorCode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

/**
 * Which pages may call from a browser (Fetch standard, CORS). Nothing is allowed that is not
 * listed, and never with cookies: a token in a header is all there is.
 */
final class Cors {

    private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
    private static final String REQUEST_HEADERS =
            "Authorization, Content-Type, Idempotency-Key, X-Request-Id, traceparent, Range,"
                    + " If-None-Match, If-Modified-Since, If-Range";
    private static final String ANSWER_HEADERS =
            "X-Request-Id, Location, Content-Location, ETag, Retry-After, RateLimit,"
                    + " RateLimit-Policy, X-RateLimit-Limit, X-RateLimit-Remaining,"
                    + " X-RateLimit-Reset, X-Duration-Seconds, X-Duration-Exact,"
                    + " X-Character-Count, X-Language-Detected, X-Voice-Used,"
                    + " X-Usage-Remaining, X-Characters-Charged, Content-Range, Accept-Ranges";

    private final Set<String> origins;

    Cors(List<String> origins) {
        this.origins = Set.copyOf(origins);
    }

    static boolean isPreflight(ServerHttpRequest request) {
        return request.getMethod() == HttpMethod.OPTIONS
                && request.getHeaders().containsHeader(HttpHeaders.ORIGIN)
                && request.getHeaders().containsHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }

    Mono<Void> answerPreflight(ServerHttpRequest request, ServerHttpResponse response) {
        if (!isAllowed(request.getHeaders().getFirst(HttpHeaders.ORIGIN))) {
            throw ErrorCode.FORBIDDEN.because("This origin may not call.");
        }
        HttpHeaders headers = response.getHeaders();
        headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS);
        headers.set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "600");
        response.setStatusCode(HttpStatus.NO_CONTENT);
        return response.setComplete();
    }

    /** Says on an answer whether its page may read it; caches are told that this differs. */
    void mark(HttpHeaders request, HttpHeaders answer) {
        answer.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        String origin = request.getFirst(HttpHeaders.ORIGIN);
        if (origin != null && isAllowed(origin)) {
            answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            answer.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, ANSWER_HEADERS);
        }
    }

    private boolean isAllowed(@Nullable String origin) {
        return origin != null && origins.contains(origin);
    }
}
