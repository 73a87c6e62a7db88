package app.feedtape.gateway.edge;

import app.feedtape.web.problem.ErrorCode;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.http.HttpHeaders;

/**
 * The names this door answers to. {@code Host} is used for nothing else: not in links, not in
 * routing, not in limits.
 */
final class Hosts {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> names = new HashSet<>();

    Hosts(URI publicUrl, List<String> others) {
        String own = publicUrl.getHost().toLowerCase(Locale.ROOT);
        names.add(own);
        if (LOOPBACK.contains(own)) {
            names.addAll(LOOPBACK);
        }
        others.forEach(other -> names.add(other.toLowerCase(Locale.ROOT)));
    }

    void check(HttpHeaders headers) {
        List<String> hosts = headers.get(HttpHeaders.HOST);
        if (hosts == null || hosts.size() != 1) {
            throw ErrorCode.MALFORMED_REQUEST.because("Exactly one Host header is needed.");
        }
        String host = hosts.getFirst();
        int colon = host.lastIndexOf(':');
        String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
        if (!names.contains(name) && !names.contains(name.toLowerCase(Locale.ROOT))) {
            throw ErrorCode.NOT_FOUND.because("There is nothing here.");
        }
    }
}
