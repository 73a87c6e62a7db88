package app.feedtape.gateway;

import app.feedtape.gateway.edge.Edge;
import app.feedtape.gateway.edge.ErrorAnswers;
import app.feedtape.gateway.edge.RequestTimes;
import app.feedtape.gateway.edge.Visit;
import app.feedtape.gateway.proxy.Proxying;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.webflux.autoconfigure.WebHttpHandlerBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.web.server.WebFilter;

/**
 * The gateway with a door that asks nobody who they are and counts nothing: for {@code
 * benchmarks/run gateway}, which says what identity, facts and limits cost beside proxying alone.
 */
final class PlainProxying {

    private PlainProxying() {}

    public static void main(String[] arguments) {
        GatewayApplication.useProcessors();
        new SpringApplicationBuilder(GatewayApplication.class, OpenDoor.class)
                .properties("spring.main.allow-bean-definition-overriding=true")
                .run(arguments);
    }

    /** Without an annotation, so that no test finds it. */
    static class OpenDoor {

        @Bean
        WebHttpHandlerBuilderCustomizer publicDoor(
                Edge edge, ErrorAnswers errors, Proxying proxying, RequestTimes times) {
            WebFilter door =
                    (exchange, controllers) -> {
                        Visit visit = edge.receive(exchange);
                        return proxying.pass(edge.admit(exchange, visit), visit, controllers);
                    };
            return builder ->
                    builder.filters(filters -> filters.addFirst(door))
                            .exceptionHandlers(handlers -> handlers.addFirst(errors))
                            .observationRegistry(ObservationRegistry.NOOP)
                            .httpHandlerDecorator(times::around);
        }
    }
}
