package app.feedtape.gateway.health;

import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HouseSettings.class)
class HealthConfiguration {

    /**
     * Few connections of its own, so that asking after a sick service takes none from the others.
     */
    @Bean
    HouseCheck houseCheck(HouseSettings settings, JsonMapper json) {
        ConnectionProvider connections =
                ConnectionProvider.builder("house")
                        .maxConnections(4)
                        .maxIdleTime(Duration.ofSeconds(5))
                        .build();
        return new HouseCheck(settings, HttpClient.create(connections), json);
    }
}
