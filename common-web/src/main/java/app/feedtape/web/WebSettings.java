package app.feedtape.web;

import java.net.URI;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What every service is told from outside. Bound from {@code feedtape.*} in {@code
 * feedtape-common.yaml}, which takes each value from one environment variable.
 *
 * @param service this service's name, such as {@code tts-service}
 * @param environment {@code production} or {@code development}
 * @param publicUrl the origin listeners see; also the issuer of tokens
 * @param serviceSecret this service's own secret at auth-service
 * @param decisionSecret what seals the ids of decisions, the same for all services
 * @param clockTopic where the movable clock is driven from; empty in production
 * @param operatorsNeedSecondFactor whether operators must have shown a second factor in their
 *     session
 * @param services base address by service name
 */
@ConfigurationProperties("feedtape")
public record WebSettings(
        String service,
        @DefaultValue("production") String environment,
        @DefaultValue("http://localhost:8080") URI publicUrl,
        @DefaultValue("") String serviceSecret,
        @DefaultValue("") String decisionSecret,
        @DefaultValue("") String clockTopic,
        @DefaultValue("true") boolean operatorsNeedSecondFactor,
        @DefaultValue Map<String, URI> services) {

    public boolean isProduction() {
        return environment.equals("production");
    }

    /** Base address of another service; fails where none is configured. */
    public URI address(String serviceName) {
        URI address = services.get(serviceName);
        if (address == null) {
            throw new IllegalStateException("No address configured for " + serviceName);
        }
        return address;
    }

    /** The exact {@code iss} of every token: the public origin without a trailing slash. */
    public String issuer() {
        String origin = publicUrl.toString();
        return origin.endsWith("/") ? origin.substring(0, origin.length() - 1) : origin;
    }
}
