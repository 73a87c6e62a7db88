package app.feedtape.gateway.edge;

import app.feedtape.gateway.route.RouteTable;
import app.feedtape.web.WebSettings;
import app.feedtape.web.decision.Decisions;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.netty.NettyPipeline;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EdgeSettings.class)
class EdgeConfiguration {

    /** A client that stops in the middle of a body is let go after this. */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

    /** A body may take this long in all. */
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

    @Bean
    RouteTable routeTable() {
        return new RouteTable();
    }

    @Bean
    Edge edge(RouteTable routes, EdgeSettings settings, WebSettings web) {
        return new Edge(routes, settings, web);
    }

    @Bean
    ErrorAnswers errorAnswers(JsonMapper json, Decisions decisions) {
        return new ErrorAnswers(json, decisions);
    }

    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> publicServer(
            JsonMapper json, EdgeSettings settings) {
        WireErrors wireErrors = new WireErrors(json);
        ReadOn readOn = new ReadOn();
        return factory ->
                factory.addServerCustomizers(server ->
                        server.readTimeout(READ_TIMEOUT)
                                .requestTimeout(REQUEST_TIMEOUT)
                                .doOnChannelInit((observer, channel, remote) ->
                                        channel.pipeline()
                                                .addFirst(new LingeringClose())
                                                .addFirst(unread(settings))
                                                .addAfter(
                                                        NettyPipeline.HttpCodec,
                                                        "feedtape.wire-errors",
                                                        wireErrors)
                                                .addAfter(
                                                        NettyPipeline.HttpCodec,
                                                        "feedtape.read-on",
                                                        readOn)));
    }

    /**
     * A client that takes nothing of what was written is let go: with it goes the connection to the
     * service, of which sound has only so many.
     */
    private static WriteTimeoutHandler unread(EdgeSettings settings) {
        return new WriteTimeoutHandler(
                settings.listenerPatience().toMillis(), TimeUnit.MILLISECONDS);
    }
}
