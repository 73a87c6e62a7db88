package app.feedtape.gateway.proxy;

import app.feedtape.gateway.edge.Visit;
import app.feedtape.gateway.route.Target;
import java.util.Locale;
import java.util.Set;
import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/**
 * Which answer headers stay inside: those of one connection (RFC 9110, 7.6.1), what tells of the
 * software, and what only the gateway may say.
 */
final class ReturnedHeaders implements HttpHeadersFilter {

    private static final Set<String> KEPT_INSIDE =
            Set.of(
                    "connection",
                    "keep-alive",
                    "proxy-authenticate",
                    "proxy-authorization",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "server",
                    "x-powered-by",
                    "x-request-id",
                    "traceparent");

    @Override
    public boolean supports(Type type) {
        return type == Type.RESPONSE;
    }

    @Override
    public HttpHeaders filter(HttpHeaders returned, ServerWebExchange exchange) {
        boolean cookies = Visit.of(exchange).route().target() == Target.AUTH;
        HttpHeaders passed = new HttpHeaders();
        returned.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!KEPT_INSIDE.contains(lower)
                    && !lower.startsWith("access-control-")
                    && !lower.startsWith("ratelimit")
                    && !lower.startsWith("x-ratelimit-")
                    && (cookies || !lower.equals("set-cookie"))) {
                passed.put(name, values);
            }
        });
        return passed;
    }
}
