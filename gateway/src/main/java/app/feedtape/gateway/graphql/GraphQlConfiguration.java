package app.feedtape.gateway.graphql;

import app.feedtape.gateway.edge.ErrorAnswers;
import app.feedtape.gateway.me.PayerUsage;
import app.feedtape.gateway.permission.Permission;
import app.feedtape.gateway.proxy.ServiceReads;
import app.feedtape.gateway.quota.ApiCalls;
import app.feedtape.gateway.ratelimit.RateLimiting;
import app.feedtape.gateway.route.RouteTable;
import app.feedtape.web.paging.Cursors;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** No class of the engine's is looked at before the first query: a start pays nothing for it. */
@Configuration(proxyBeanMethods = false)
class GraphQlConfiguration {

    @Bean
    VisitCalls.Doors graphQlDoors(
            RouteTable routes,
            Permission permission,
            RateLimiting limits,
            ApiCalls apiCalls,
            ServiceReads services) {
        return new VisitCalls.Doors(routes, permission, limits, apiCalls, services);
    }

    @Bean
    Queries queries(
            VisitCalls.Doors doors,
            PayerUsage usage,
            Cursors cursors,
            ErrorAnswers errors,
            MeterRegistry meters,
            JsonMapper json) {
        return new Queries(
                () ->
                        new Engine(
                                new HomeFields(usage, cursors, json),
                                errors,
                                new FieldMetrics(meters),
                                json),
                doors,
                meters);
    }
}
