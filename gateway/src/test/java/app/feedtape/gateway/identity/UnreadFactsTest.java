package app.feedtape.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.gateway.AnotherGateway;
import app.feedtape.gateway.GatewayTest;
import app.feedtape.test.TestToken;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.ConfigurableEnvironment;

/** An instance that has not read yet what ended. */
class UnreadFactsTest extends GatewayTest {

    @Autowired private ConfigurableEnvironment environment;

    @Test
    void aTokenThatMayHaveBeenEndedIsNotLetInBeforeTheFactsAreRead() {
        TestToken token = listener();
        assertThat(get("/api/feeds", token).statusCode()).isEqualTo(200);
        try (AnotherGateway starting =
                AnotherGateway.start(
                        environment, Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9"))) {
            assertRefused(
                    send(
                            request("/", token)
                                    .uri(
                                            URI.create(
                                                    "http://localhost:%d/api/feeds"
                                                            .formatted(starting.port())))),
                    503,
                    "UPSTREAM_UNAVAILABLE");
        }
    }
}
