package app.feedtape.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.gateway.GatewayApplication;
import app.feedtape.gateway.GatewayTest;
import app.feedtape.test.TestToken;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.http.client.ReactorResourceFactory;

/** An instance that has not read yet what ended. */
class UnreadFactsTest extends GatewayTest {

    @Autowired private ConfigurableEnvironment environment;

    @Test
    void aTokenThatMayHaveBeenEndedIsNotLetInBeforeTheFactsAreRead() {
        TestToken token = listener();
        assertThat(get("/api/feeds", token).statusCode()).isEqualTo(200);
        try (ConfigurableApplicationContext starting = withoutBroker()) {
            int other = ((WebServerApplicationContext) starting).getWebServer().getPort();
            assertRefused(
                    send(
                            request("/", token)
                                    .uri(
                                            URI.create(
                                                    "http://localhost:%d/api/feeds"
                                                            .formatted(other)))),
                    503,
                    "UPSTREAM_UNAVAILABLE");
        }
    }

    private static ReactorResourceFactory ownThreads() {
        ReactorResourceFactory threads = new ReactorResourceFactory();
        threads.setUseGlobalResources(false);
        return threads;
    }

    private ConfigurableApplicationContext withoutBroker() {
        return new SpringApplicationBuilder(GatewayApplication.class)
                .registerShutdownHook(false)
                .initializers((ConfigurableApplicationContext second) -> {
                    // When it ends it ends its threads, which must not be those of the first.
                    ((GenericApplicationContext) second)
                            .registerBean(
                                    ReactorResourceFactory.class, UnreadFactsTest::ownThreads);
                    var sources = second.getEnvironment().getPropertySources();
                    environment.getPropertySources().stream()
                            .filter(source -> source.getName().contains("est"))
                            .forEach(sources::addFirst);
                    sources.addFirst(
                            new MapPropertySource(
                                    "no-broker", Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9")));
                })
                .run();
    }
}
