package app.feedtape.messaging.view;

import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** A service whose views are still being read is not ready: health contributor {@code views}. */
@AutoConfiguration(after = ViewAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
public class ViewHealthAutoConfiguration {

    @Bean
    HealthIndicator viewsHealthIndicator(ObjectProvider<TopicView> views) {
        return () -> {
            List<String> behind =
                    views.stream()
                            .filter(view -> !view.isCaughtUp())
                            .map(TopicView::topic)
                            .distinct()
                            .toList();
            return behind.isEmpty()
                    ? Health.up().build()
                    : Health.outOfService().withDetail("reading", behind).build();
        };
    }
}
