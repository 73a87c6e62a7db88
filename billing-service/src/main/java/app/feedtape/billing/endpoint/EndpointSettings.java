package app.feedtape.billing.endpoint;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How customers' endpoints are kept and reached.
 *
 * @param sealingSecret base64 of the 32 bytes that seal the endpoints' secrets
 * @param toThisMachine whether endpoints may be on this machine, without TLS and at any port; never
 *     in production
 */
@ConfigurationProperties("feedtape.endpoints")
record EndpointSettings(
        @DefaultValue("") String sealingSecret, @DefaultValue("false") boolean toThisMachine) {

    @Override
    public String toString() {
        return "EndpointSettings[toThisMachine=" + toThisMachine + "]";
    }
}
