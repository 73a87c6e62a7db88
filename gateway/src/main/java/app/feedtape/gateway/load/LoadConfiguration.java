package app.feedtape.gateway.load;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LoadSettings.class)
class LoadConfiguration {

    @Bean
    LoadShedding loadShedding(LoadSettings settings, MeterRegistry meters) {
        return new LoadShedding(settings, meters);
    }
}
