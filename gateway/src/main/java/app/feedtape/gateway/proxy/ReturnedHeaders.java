package app.feedtape.gateway.proxy;

import app.feedtape.gateway.edge.Visit;
import app.feedtape.gateway.route.Target;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which answer headers stay inside: those of one connection (RFC 9110, 7.6.1), what tells of the
 * software, and what only the gateway may say.
 */
final class ReturnedHeaders {

    private static final Set<String> KEPT_INSIDE = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    static {
        KEPT_INSIDE.addAll(
                List.of(
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
                        "traceparent"));
    }

    private ReturnedHeaders() {}

    static void write(
            Visit visit, HttpHeaders returned, org.springframework.http.HttpHeaders answer) {
        boolean cookies = visit.route().target() == Target.AUTH;
        Iterator<Map.Entry<String, String>> all = returned.iteratorAsString();
        while (all.hasNext()) {
            Map.Entry<String, String> header = all.next();
            String name = header.getKey();
            if (!KEPT_INSIDE.contains(name)
                    && !begins(name, "access-control-")
                    && !begins(name, "ratelimit")
                    && !begins(name, "x-ratelimit-")
                    && (cookies || !name.equalsIgnoreCase("set-cookie"))) {
                answer.add(name, header.getValue());
            }
        }
    }

    private static boolean begins(String name, String prefix) {
        return name.regionMatches(true, 0, prefix, 0, prefix.length());
    }
}
