package app.feedtape.gateway.edge;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import reactor.netty.NettyPipeline;

/**
 * The server of the management port, which has a context of its own and none of the customizers of
 * the public one: whoever scrapes on one connection would hang there (see {@link ReadOn}). Named in
 * {@code META-INF/spring} for that context; without an annotation, so that the scan of the public
 * one passes over it.
 */
class ManagementServer {

    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> readsOn() {
        ReadOn readOn = new ReadOn();
        return factory ->
                factory.addServerCustomizers(server ->
                        server.doOnChannelInit((observer, channel, remote) ->
                                channel.pipeline()
                                        .addAfter(
                                                NettyPipeline.HttpCodec,
                                                "feedtape.read-on",
                                                readOn)));
    }
}
