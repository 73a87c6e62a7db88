package app.feedtape.gateway.edge;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Whose address a request counts for. Headers are believed only as far as our own proxies wrote
 * them, counted from the right: what stands further left is the client's to invent
 * (CVE-2025-41235).
 */
final class ClientAddress {

    private static final String HEADER = "X-Forwarded-For";
    private static final String UNKNOWN = "unknown";

    private final int trustedHops;

    ClientAddress(int trustedHops) {
        this.trustedHops = trustedHops;
    }

    String of(ServerHttpRequest request) {
        InetSocketAddress remote = request.getRemoteAddress();
        InetAddress connected = remote == null ? null : remote.getAddress();
        String own = connected == null ? UNKNOWN : connected.getHostAddress();
        if (trustedHops == 0) {
            return own;
        }
        List<String> lines = request.getHeaders().get(HEADER);
        if (lines == null) {
            return own;
        }
        String[] hops = String.join(",", lines).split(",");
        String believed =
                hops.length < trustedHops ? null : literal(hops[hops.length - trustedHops]);
        return believed == null ? own : believed;
    }

    private static @Nullable String literal(String hop) {
        String text = hop.trim();
        if (text.startsWith("[") && text.contains("]")) {
            text = text.substring(1, text.indexOf(']'));
        } else if (text.indexOf(':') > 0 && text.indexOf(':') == text.lastIndexOf(':')) {
            text = text.substring(0, text.indexOf(':'));
        }
        try {
            return InetAddress.ofLiteral(text).getHostAddress();
        } catch (IllegalArgumentException noAddress) {
            return null;
        }
    }
}
