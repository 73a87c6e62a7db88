package app.feedtape.gateway.proxy;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much of the services the gateway takes.
 *
 * @param connections to each service at most, for all but sound and webhooks
 * @param soundConnections to each service at most for sound; each lasts as long as somebody listens
 * @param webhookConnections to each service at most for stores' notifications; as many again may
 *     wait a moment for one
 * @param silence how long a service may be silent in the middle of an answer that is not sound
 */
@ConfigurationProperties("feedtape.proxy")
record ProxySettings(
        @DefaultValue("500") int connections,
        @DefaultValue("500") int soundConnections,
        @DefaultValue("64") int webhookConnections,
        @DefaultValue("30s") Duration silence) {}
