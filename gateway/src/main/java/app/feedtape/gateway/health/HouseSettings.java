package app.feedtape.gateway.health;

import java.net.URI;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the services say how they are.
 *
 * @param management address of each service's management port, by the short name it is shown under
 */
@ConfigurationProperties("feedtape.house")
record HouseSettings(Map<String, URI> management) {}
