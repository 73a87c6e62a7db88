package app.feedtape.gateway.edge;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the edge is told from outside.
 *
 * @param corsOrigins origins whose pages may call with a token and read the answer
 * @param trustedHops how many proxies of ours stand in front; that many addresses from the right of
 *     {@code X-Forwarded-For} are believed, 0 to 10
 * @param hosts what {@code Host} may be beside the public origin's own: {@code name}, or {@code
 *     name:port} where a port of its own is published
 * @param listenerPatience how long a client may read nothing of what is written to it
 * @param headPatience how long the first lines of a request may take from their first byte
 */
@ConfigurationProperties("feedtape.edge")
public record EdgeSettings(
        @DefaultValue List<String> corsOrigins,
        @DefaultValue("0") int trustedHops,
        @DefaultValue List<String> hosts,
        @DefaultValue("60s") Duration listenerPatience,
        @DefaultValue("15s") Duration headPatience) {

    public EdgeSettings {
        if (trustedHops < 0 || trustedHops > 10) {
            throw new IllegalArgumentException("FEEDTAPE_TRUSTED_HOPS must be from 0 to 10");
        }
        if (listenerPatience.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("FEEDTAPE_LISTENER_PATIENCE must be 1s or more");
        }
        if (corsOrigins.contains("*")) {
            throw new IllegalArgumentException("FEEDTAPE_CORS_ORIGINS must name each origin");
        }
    }
}
