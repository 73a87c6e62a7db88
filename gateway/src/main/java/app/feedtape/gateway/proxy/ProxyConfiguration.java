package app.feedtape.gateway.proxy;

import app.feedtape.gateway.load.LoadShedding;
import app.feedtape.gateway.ratelimit.RateLimiting;
import app.feedtape.gateway.route.RouteTable;
import app.feedtape.web.WebSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/**
 * What stands in the way of a request to a service: these three of Spring Cloud Gateway's filters
 * and no other (docs/decisions/0030, 0113).
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ProxySettings.class)
class ProxyConfiguration {

    @Bean
    ServiceAddresses serviceAddresses(WebSettings settings) {
        return new ServiceAddresses(settings);
    }

    @Bean
    Breakers breakers(MeterRegistry meters) {
        return new Breakers(meters);
    }

    @Bean
    Connections connections(ProxySettings settings) {
        return new Connections(settings);
    }

    @Bean
    ServiceReads serviceReads(
            Connections connections,
            ServiceAddresses addresses,
            Breakers breakers,
            LoadShedding shedding,
            JsonMapper json) {
        return new ServiceReads(connections.shared(), addresses, breakers, shedding, json);
    }

    @Bean
    Proxying proxying(
            Connections connections,
            ServiceAddresses addresses,
            Breakers breakers,
            RateLimiting limits) {
        return new Proxying(
                RouteTable.all(),
                List.of(
                        new AnsweringFilter(),
                        new UpstreamFilter(addresses, breakers, limits),
                        new CallingFilter(connections)),
                addresses);
    }
}
