package app.feedtape.world.feeds;

import app.feedtape.world.web.Exchange;
import app.feedtape.world.web.Urls;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Tells by the host asked for whom a request is: the world itself, or, as a forward proxy, one of
 * {@code *.feeds.example}. Everything else is 403, which also keeps foreign pages from reaching the
 * world by a name that resolves to loopback.
 */
public final class FrontDoor extends HttpFilter {

    private final transient Feeds feeds;
    private final transient Set<String> ownNames;

    public FrontDoor(Feeds feeds, Set<String> ownNames) {
        this.feeds = feeds;
        this.ownNames = Set.copyOf(ownNames);
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String host = request.getServerName().toLowerCase(Locale.ROOT);
        Exchange exchange = new Exchange(request, response, Map.of());
        boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        if (ownNames.contains(host)) {
            if (reads || fromOurselves(request)) {
                chain.doFilter(request, response);
            } else {
                exchange.message(403, "Pages of another origin change nothing here.");
            }
            return;
        }
        if (!host.endsWith(Addresses.PUBLIC_DOMAIN) || request.getServerPort() != 80) {
            exchange.message(403, "This proxy reaches http://*.feeds.example and nothing else.");
        } else if (!reads) {
            exchange.header("Allow", "GET, HEAD");
            exchange.message(405, "Feeds are read, not written.");
        } else {
            feeds.answerPublic(exchange, host);
        }
    }

    /**
     * Programs send no origin; a browser does, and any page it has open could move the clock or
     * pay.
     */
    private boolean fromOurselves(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return true;
        }
        return Urls.web(origin)
                .filter(from ->
                        ownNames.contains(from.getHost())
                                && from.getPort() == request.getServerPort())
                .isPresent();
    }
}
