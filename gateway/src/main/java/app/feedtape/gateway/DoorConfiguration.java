package app.feedtape.gateway;

import app.feedtape.gateway.edge.Edge;
import app.feedtape.gateway.edge.ErrorAnswers;
import app.feedtape.gateway.edge.RequestTimes;
import app.feedtape.gateway.identity.Identity;
import app.feedtape.gateway.load.LoadShedding;
import app.feedtape.gateway.permission.KeyPlans;
import app.feedtape.gateway.permission.Permission;
import app.feedtape.gateway.proxy.Proxying;
import app.feedtape.gateway.quota.ApiCalls;
import app.feedtape.gateway.ratelimit.RateLimiting;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.boot.webflux.autoconfigure.WebHttpHandlerBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DoorConfiguration {

    /**
     * Put into the public server's chain by hand: as a bean of its own a web filter would stand
     * before the management port too.
     */
    @Bean
    WebHttpHandlerBuilderCustomizer publicDoor(
            Edge edge,
            LoadShedding shedding,
            Identity identity,
            Permission permission,
            KeyPlans keyPlans,
            RateLimiting limits,
            ApiCalls apiCalls,
            Proxying proxying,
            ErrorAnswers errors,
            RequestTimes times) {
        Door door =
                new Door(
                        edge, shedding, identity, permission, keyPlans, limits, apiCalls, proxying);
        return builder ->
                builder.filters(filters -> filters.addFirst(door))
                        .exceptionHandlers(handlers -> handlers.addFirst(errors))
                        // Every request is timed, by less than an observation of it costs.
                        .observationRegistry(ObservationRegistry.NOOP)
                        .httpHandlerDecorator(times::around);
    }
}
