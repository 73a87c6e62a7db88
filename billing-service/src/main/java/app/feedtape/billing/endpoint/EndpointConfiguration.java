package app.feedtape.billing.endpoint;

import app.feedtape.web.WebSettings;
import app.feedtape.web.outside.AddressRules;
import app.feedtape.web.outside.GuardedNames;
import app.feedtape.web.outside.PlainConnections;
import app.feedtape.web.outside.PublicAddresses;
import app.feedtape.web.secret.Seal;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts together what is guarded by configuration: the seal, and where a delivery may go. */
@Configuration(proxyBeanMethods = false)
class EndpointConfiguration {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final AddressRules PUBLIC =
            AddressRules.publicWeb(Set.of("https"), Set.of(443, 8443));
    private static final AddressRules HERE_TOO =
            new AddressRules(Set.of("http", "https"), port -> port > 0, "", true);

    @Bean
    EndpointSecrets endpointSecrets(EndpointSettings settings) {
        return new EndpointSecrets(
                new Seal(
                        "FEEDTAPE_WEBHOOK_SEALING_SECRET",
                        "feedtape billing",
                        settings.sealingSecret()));
    }

    @Bean
    EndpointAddresses endpointAddresses(EndpointSettings settings, WebSettings web) {
        refuseInProduction(settings, web);
        return new EndpointAddresses(
                settings.toThisMachine() ? HERE_TOO : PUBLIC, guard(settings.toThisMachine()));
    }

    @Bean
    EndpointCalls endpointCalls(EndpointSettings settings) {
        return new EndpointCalls(
                PlainConnections.direct(
                        guard(settings.toThisMachine()),
                        "FeedTape-Webhooks/1.0",
                        PATIENCE,
                        CONNECT),
                PATIENCE);
    }

    static void refuseInProduction(EndpointSettings settings, WebSettings web) {
        if (settings.toThisMachine() && web.isProduction()) {
            throw new IllegalStateException(
                    "FEEDTAPE_WEBHOOKS_TO_THIS_MACHINE is not for production.");
        }
    }

    private static GuardedNames guard(boolean toThisMachine) {
        return toThisMachine
                ? new GuardedNames(
                        InetAddress::getAllByName,
                        address -> address.isLoopbackAddress() || PublicAddresses.contains(address))
                : GuardedNames.ofThePublicWeb();
    }
}
