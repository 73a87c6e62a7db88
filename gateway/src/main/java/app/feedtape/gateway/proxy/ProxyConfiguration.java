package app.feedtape.gateway.proxy;

import app.feedtape.gateway.load.LoadShedding;
import app.feedtape.gateway.ratelimit.RateLimiting;
import app.feedtape.gateway.route.RouteTable;
import app.feedtape.web.WebSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.gateway.config.HttpClientProperties;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.json.JsonMapper;

/**
 * Spring Cloud Gateway's calling and writing filters, put together by hand: these three and no
 * other stand in the way of a request (docs/decisions/0030).
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ProxySettings.class)
class ProxyConfiguration {

    private static final int CONNECT_TIMEOUT_MILLIS = 1000;
    private static final int MANY = 1000;

    /** Sound is passed on as it comes; everything else may be gathered while it is there. */
    private static final List<MediaType> STREAMED =
            List.of(
                    MediaType.TEXT_EVENT_STREAM,
                    MediaType.parseMediaType("audio/mpeg"),
                    MediaType.parseMediaType("audio/ogg"));

    @Bean
    ServiceAddresses serviceAddresses(WebSettings settings) {
        return new ServiceAddresses(settings);
    }

    @Bean
    Breakers breakers(MeterRegistry meters) {
        return new Breakers(meters);
    }

    @Bean
    HttpClient upstreamHttpClient(ProxySettings settings) {
        return client("services", settings.connections(), MANY, Duration.ofSeconds(1))
                .responseTimeout(settings.silence());
    }

    /**
     * A player that pauses reads nothing for as long as it likes, so only the first byte is bounded
     * here, by its route. A service whose machine has vanished is found out by TCP.
     */
    private static HttpClient sound(ProxySettings settings) {
        return client("sound", settings.soundConnections(), MANY, Duration.ofSeconds(1))
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS);
    }

    /**
     * A store sends again what is refused, and soon: so a refusal at once is better than a queue
     * here, and what is behind it is asked no more than it can take.
     */
    private static HttpClient webhooks(ProxySettings settings) {
        int connections = settings.webhookConnections();
        return client("webhooks", connections, connections, Duration.ofMillis(250))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .responseTimeout(settings.silence());
    }

    /**
     * A connection is given up before the service would close it (Tomcat: 20 s idle), and a call is
     * never sent twice by itself: what has gone out may have had its effect.
     */
    private static HttpClient client(String name, int connections, int waiting, Duration patience) {
        ConnectionProvider provider =
                ConnectionProvider.builder(name)
                        .maxConnections(connections)
                        .pendingAcquireMaxCount(waiting)
                        .pendingAcquireTimeout(patience)
                        .maxIdleTime(Duration.ofSeconds(10))
                        .build();
        return HttpClient.create(provider).disableRetry(true).followRedirect(false);
    }

    @Bean
    ServiceReads serviceReads(
            HttpClient upstreamHttpClient,
            ServiceAddresses addresses,
            Breakers breakers,
            LoadShedding shedding,
            JsonMapper json) {
        return new ServiceReads(upstreamHttpClient, addresses, breakers, shedding, json);
    }

    @Bean
    ProxyMapping proxyMapping(
            HttpClient upstreamHttpClient,
            ProxySettings settings,
            ServiceAddresses addresses,
            Breakers breakers,
            RateLimiting limits) {
        HttpClientProperties properties = new HttpClientProperties();
        properties.setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
        ObjectProvider<List<HttpHeadersFilter>> headers =
                only(List.of(new ForwardedHeaders(), new ReturnedHeaders()));
        return new ProxyMapping(
                RouteTable.all(),
                List.of(
                        new NettyWriteResponseFilter(STREAMED, headers),
                        new UpstreamFilter(addresses, breakers, limits),
                        new CallingFilter(
                                upstreamHttpClient,
                                sound(settings),
                                webhooks(settings),
                                headers,
                                properties)),
                addresses);
    }

    private static <T> ObjectProvider<T> only(T value) {
        return new ObjectProvider<>() {
            @Override
            public T getObject() {
                return value;
            }
        };
    }
}
