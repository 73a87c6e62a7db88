package app.feedtape.gateway.edge;

import app.feedtape.web.problem.ErrorCode;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * The names this door answers to, and the ports: none, the public address's, the one the request
 * came in at, or one that is configured with its name. {@code Host} is used for nothing else: not
 * in links, not in routing, not in limits.
 */
final class Hosts {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> names = new HashSet<>();
    private final Set<String> namesWithPort = new HashSet<>();
    private final String publicPort;

    Hosts(URI publicUrl, List<String> others) {
        String own = publicUrl.getHost().toLowerCase(Locale.ROOT);
        names.add(own);
        if (LOOPBACK.contains(own)) {
            names.addAll(LOOPBACK);
        }
        for (String other : others) {
            String lower = other.toLowerCase(Locale.ROOT);
            (colon(lower) < 0 ? names : namesWithPort).add(lower);
        }
        publicPort = Integer.toString(port(publicUrl));
    }

    private static int port(URI url) {
        if (url.getPort() >= 0) {
            return url.getPort();
        }
        return url.getScheme().equals("https") ? 443 : 80;
    }

    /** Before the port; -1 when there is none. */
    private static int colon(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? colon : -1;
    }

    void check(HttpHeaders headers, @Nullable InetSocketAddress reachedAt) {
        List<String> hosts = headers.get(HttpHeaders.HOST);
        if (hosts == null || hosts.size() != 1) {
            throw ErrorCode.MALFORMED_REQUEST.because("Exactly one Host header is needed.");
        }
        if (!isOurs(hosts.getFirst().toLowerCase(Locale.ROOT), reachedAt)) {
            throw ErrorCode.NOT_FOUND.because("There is nothing here.");
        }
    }

    private boolean isOurs(String host, @Nullable InetSocketAddress reachedAt) {
        int colon = colon(host);
        if (colon < 0) {
            return names.contains(host);
        }
        String port = host.substring(colon + 1);
        boolean known =
                port.equals(publicPort)
                        || reachedAt != null && port.equals(Integer.toString(reachedAt.getPort()));
        return known && names.contains(host.substring(0, colon)) || namesWithPort.contains(host);
    }
}
