package app.feedtape.gateway.proxy;

import app.feedtape.gateway.edge.Visit;
import app.feedtape.gateway.route.Target;
import app.feedtape.web.request.RequestContext;
import app.feedtape.web.token.KeySecret;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;

/**
 * Which request headers a service gets to see: those listed here and no other. A list of what is
 * dangerous would always be one name short.
 */
final class ForwardedHeaders implements HttpHeadersFilter {

    private static final List<String> LISTED =
            List.of(
                    HttpHeaders.ACCEPT,
                    HttpHeaders.ACCEPT_LANGUAGE,
                    HttpHeaders.CONTENT_TYPE,
                    HttpHeaders.CONTENT_LENGTH,
                    HttpHeaders.USER_AGENT,
                    HttpHeaders.RANGE,
                    HttpHeaders.IF_RANGE,
                    HttpHeaders.IF_MATCH,
                    HttpHeaders.IF_NONE_MATCH,
                    HttpHeaders.IF_MODIFIED_SINCE,
                    "Idempotency-Key",
                    "Stripe-Signature",
                    "tracestate");

    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH", "DELETE");

    @Override
    public boolean supports(Type type) {
        return type == Type.REQUEST;
    }

    @Override
    public HttpHeaders filter(HttpHeaders ignored, ServerWebExchange exchange) {
        HttpHeaders incoming = exchange.getRequest().getHeaders();
        Visit visit = Visit.of(exchange);
        HttpHeaders forwarded = new HttpHeaders();
        for (String name : LISTED) {
            List<String> values = incoming.get(name);
            if (values != null) {
                forwarded.put(name, values);
            }
        }
        authorize(visit, incoming, forwarded);
        if (visit.route().target() == Target.AUTH) {
            copy(HttpHeaders.COOKIE, incoming, forwarded);
        }
        if (!incoming.containsHeader(HttpHeaders.CONTENT_LENGTH)
                && !incoming.containsHeader(HttpHeaders.TRANSFER_ENCODING)
                && WITH_BODY.contains(exchange.getRequest().getMethod().name())) {
            forwarded.setContentLength(0);
        }
        forwarded.set("X-Forwarded-For", visit.clientAddress());
        forwarded.set(RequestContext.REQUEST_ID_HEADER, visit.context().requestId());
        forwarded.set(RequestContext.TRACEPARENT_HEADER, visit.context().traceparent());
        return forwarded;
    }

    /**
     * The token that was accepted; where nobody was asked, what came, but never an API key: keys
     * end at this door.
     */
    private static void authorize(Visit visit, HttpHeaders incoming, HttpHeaders forwarded) {
        List<String> values = incoming.get(HttpHeaders.AUTHORIZATION);
        if (visit.bearer() != null) {
            forwarded.set(HttpHeaders.AUTHORIZATION, "Bearer " + visit.bearer());
        } else if (values != null && values.stream().noneMatch(ForwardedHeaders::holdsKey)) {
            forwarded.put(HttpHeaders.AUTHORIZATION, values);
        }
    }

    private static boolean holdsKey(String authorization) {
        return KeySecret.isMeant(authorization.substring(authorization.lastIndexOf(' ') + 1));
    }

    private static void copy(String name, HttpHeaders from, HttpHeaders to) {
        List<String> values = from.get(name);
        if (values != null) {
            to.put(name, values);
        }
    }

    /** Whether an answer is JSON, as every error of our services is. */
    static boolean isEnvelope(ServerHttpResponse response) {
        String type = response.getHeaders().getFirst(HttpHeaders.CONTENT_TYPE);
        return type != null
                && type.toLowerCase(Locale.ROOT).startsWith(MediaType.APPLICATION_JSON_VALUE);
    }
}
