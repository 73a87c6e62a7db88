package app.feedtape.gateway.proxy;

import app.feedtape.gateway.edge.Visit;
import app.feedtape.gateway.route.Target;
import app.feedtape.web.request.RequestContext;
import app.feedtape.web.token.KeySecret;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Which request headers a service gets to see: those listed here and no other. A list of what is
 * dangerous would always be one name short.
 */
final class ForwardedHeaders {

    private static final AsciiString AUTHORIZATION = AsciiString.cached("Authorization");
    private static final AsciiString COOKIE = AsciiString.cached("Cookie");
    private static final AsciiString CONTENT_LENGTH = AsciiString.cached("Content-Length");
    private static final AsciiString TRANSFER_ENCODING = AsciiString.cached("Transfer-Encoding");
    private static final AsciiString FORWARDED_FOR = AsciiString.cached("X-Forwarded-For");
    private static final AsciiString REQUEST_ID =
            AsciiString.cached(RequestContext.REQUEST_ID_HEADER);
    private static final AsciiString TRACEPARENT =
            AsciiString.cached(RequestContext.TRACEPARENT_HEADER);

    private static final AsciiString[] LISTED = {
        AsciiString.cached("Accept"),
        AsciiString.cached("Accept-Language"),
        AsciiString.cached("Content-Type"),
        CONTENT_LENGTH,
        AsciiString.cached("User-Agent"),
        AsciiString.cached("Range"),
        AsciiString.cached("If-Range"),
        AsciiString.cached("If-Match"),
        AsciiString.cached("If-None-Match"),
        AsciiString.cached("If-Modified-Since"),
        AsciiString.cached("Idempotency-Key"),
        AsciiString.cached("Stripe-Signature"),
        AsciiString.cached("tracestate")
    };

    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH", "DELETE");

    private ForwardedHeaders() {}

    static void write(ServerHttpRequest request, Visit visit, HttpHeaders forwarded) {
        HttpServerRequest served = ServerHttpRequestDecorator.getNativeRequest(request);
        HttpHeaders incoming = served.requestHeaders();
        for (AsciiString name : LISTED) {
            copy(name, incoming, forwarded);
        }
        authorize(visit, incoming, forwarded);
        if (visit.route().target() == Target.AUTH) {
            copy(COOKIE, incoming, forwarded);
        }
        if (!incoming.contains(CONTENT_LENGTH)
                && !incoming.contains(TRANSFER_ENCODING)
                && WITH_BODY.contains(request.getMethod().name())) {
            forwarded.set(CONTENT_LENGTH, "0");
        }
        forwarded.set(FORWARDED_FOR, visit.clientAddress());
        forwarded.set(REQUEST_ID, visit.context().requestId());
        forwarded.set(TRACEPARENT, visit.context().traceparent());
    }

    /**
     * The token that was accepted; where nobody was asked, what came, but never an API key: keys
     * end at this door.
     */
    private static void authorize(Visit visit, HttpHeaders incoming, HttpHeaders forwarded) {
        if (visit.bearer() != null) {
            forwarded.set(AUTHORIZATION, "Bearer " + visit.bearer());
            return;
        }
        List<String> values = incoming.getAll(AUTHORIZATION);
        if (values.stream().noneMatch(ForwardedHeaders::holdsKey)) {
            copy(AUTHORIZATION, incoming, forwarded);
        }
    }

    private static boolean holdsKey(String authorization) {
        return KeySecret.isMeant(authorization.substring(authorization.lastIndexOf(' ') + 1));
    }

    private static void copy(AsciiString name, HttpHeaders from, HttpHeaders to) {
        if (from.contains(name)) {
            to.set(name, from.getAll(name));
        }
    }

    /** Whether an answer is JSON, as every error of our services is. */
    static boolean isEnvelope(ServerHttpResponse response) {
        String type = response.getHeaders().getFirst("Content-Type");
        return type != null
                && type.toLowerCase(Locale.ROOT).startsWith(MediaType.APPLICATION_JSON_VALUE);
    }
}
