package app.feedtape.gateway.proxy;

import app.feedtape.gateway.route.RouteTable;
import app.feedtape.web.WebSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.gateway.config.HttpClientProperties;
import org.springframework.cloud.gateway.filter.NettyRoutingFilter;
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
class ProxyConfiguration {

    private static final int CONNECT_TIMEOUT_MILLIS = 1000;

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

    /**
     * A connection is given up before the service would close it (Tomcat: 20 s idle), and a call is
     * never sent twice by itself: what has gone out may have had its effect.
     */
    @Bean
    HttpClient upstreamHttpClient() {
        ConnectionProvider connections =
                ConnectionProvider.builder("services")
                        .maxConnections(500)
                        .pendingAcquireMaxCount(1000)
                        .pendingAcquireTimeout(Duration.ofSeconds(1))
                        .maxIdleTime(Duration.ofSeconds(10))
                        .build();
        return HttpClient.create(connections)
                .disableRetry(true)
                .followRedirect(false)
                .responseTimeout(Duration.ofSeconds(30));
    }

    @Bean
    ServiceReads serviceReads(
            HttpClient upstreamHttpClient,
            ServiceAddresses addresses,
            Breakers breakers,
            JsonMapper json) {
        return new ServiceReads(upstreamHttpClient, addresses, breakers, json);
    }

    @Bean
    ProxyMapping proxyMapping(
            HttpClient upstreamHttpClient, ServiceAddresses addresses, Breakers breakers) {
        HttpClientProperties properties = new HttpClientProperties();
        properties.setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
        ObjectProvider<List<HttpHeadersFilter>> headers =
                only(List.of(new ForwardedHeaders(), new ReturnedHeaders()));
        return new ProxyMapping(
                RouteTable.all(),
                List.of(
                        new NettyWriteResponseFilter(STREAMED, headers),
                        new UpstreamFilter(addresses, breakers),
                        new NettyRoutingFilter(upstreamHttpClient, headers, properties)),
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
