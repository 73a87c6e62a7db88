package app.feedtape.gateway.edge;

import app.feedtape.gateway.route.RouteTable;
import app.feedtape.web.WebSettings;
import app.feedtape.web.decision.Decisions;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import java.time.Duration;
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

    /**
     * What the kernel holds for a client that reads slowly. It takes no more of what is written
     * before a third of it is empty: of a larger one that is more than is heard in a minute.
     */
    private static final int SEND_BUFFER_BYTES = 128 * 1024;

    @Bean
    RouteTable routeTable() {
        return new RouteTable();
    }

    @Bean
    Edge edge(RouteTable routes, EdgeSettings settings, WebSettings web) {
        return new Edge(routes, settings, web);
    }

    @Bean
    RequestTimes requestTimes(MeterRegistry meters) {
        return new RequestTimes(meters);
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
                                .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
                                .doOnChannelInit((observer, channel, remote) ->
                                        equip(channel.pipeline(), settings)
                                                .addAfter(
                                                        NettyPipeline.HttpCodec,
                                                        "feedtape.wire-errors",
                                                        wireErrors)
                                                .addAfter(
                                                        NettyPipeline.HttpCodec,
                                                        "feedtape.read-on",
                                                        readOn)));
    }

    /** What each connection has for itself. */
    private static ChannelPipeline equip(ChannelPipeline pipeline, EdgeSettings settings) {
        HeadDeadline headDeadline = new HeadDeadline(settings.headPatience());
        return pipeline.addFirst(headDeadline)
                .addFirst(new LingeringClose())
                .addFirst(new ListenerPatience(settings.listenerPatience()))
                .addAfter(NettyPipeline.HttpCodec, "feedtape.requests", headDeadline.requests());
    }
}
