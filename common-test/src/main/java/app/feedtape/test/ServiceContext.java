package app.feedtape.test;

import app.feedtape.localstack.engines.DatabaseBootstrap;
import app.feedtape.messaging.view.TopicView;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Gives a service under {@link FeedTapeServiceTest} the variables it would find in its environment.
 */
record ServiceContext(boolean faults) implements ContextCustomizer {
    /** Found by spring.factories. */
    static final class Factory implements ContextCustomizerFactory {
        @Override
        public @Nullable ContextCustomizer createContextCustomizer(
                Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
            var annotation =
                    AnnotatedElementUtils.findMergedAnnotation(
                            testClass, FeedTapeServiceTest.class);
            return annotation == null ? null : new ServiceContext(annotation.faults());
        }
    }

    /** A service gets no requests before it is ready; neither does one under test. */
    private static final class Readiness implements ApplicationListener<ApplicationReadyEvent> {
        @Override
        public void onApplicationEvent(ApplicationReadyEvent started) {
            Awaitility.await("views")
                    .atMost(Duration.ofSeconds(60))
                    .until(() ->
                            started
                                    .getApplicationContext()
                                    .getBeansOfType(TopicView.class)
                                    .values()
                                    .stream()
                                    .allMatch(TopicView::isCaughtUp));
        }
    }

    @Override
    public void customizeContext(
            ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
        var environment = context.getEnvironment();
        var inline = List.of(configuration.getPropertySourceProperties());
        var variables = new HashMap<String, Object>(variables(environment));
        variables
                .keySet()
                .removeIf(name -> inline.stream().anyMatch(line -> line.startsWith(name + "=")));
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("feedtape-test", variables));
        context.addApplicationListener(new Readiness());
    }

    private Map<String, Object> variables(ConfigurableEnvironment environment) {
        var all = new HashMap<String, Object>();
        var identity = TestIdentity.shared();
        all.put("PORT", "0");
        all.put("MANAGEMENT_PORT", "0");
        all.put("FEEDTAPE_ENVIRONMENT", "development");
        all.put("FEEDTAPE_PUBLIC_URL", TestIdentity.ISSUER);
        all.put("FEEDTAPE_AUTH_URL", identity.url().toString());
        all.put("FEEDTAPE_SERVICE_SECRET", TestIdentity.SERVICE_SECRET);
        all.put("FEEDTAPE_DECISION_SECRET", TestIdentity.DECISION_SECRET);
        all.put("FEEDTAPE_CLOCK_TOPIC", "");
        all.put("KAFKA_BOOTSTRAP_SERVERS", TestInfrastructure.kafka().bootstrapServers());
        // Nothing is exported from a test, and no instance of another service answers.
        all.put("management.otlp.metrics.export.enabled", "false");
        var schema = environment.getProperty("feedtape.schema");
        if (schema == null) {
            all.put(
                    "REDIS_URL",
                    faults ? TestInfrastructure.redisBehindProxy() : TestInfrastructure.redisUrl());
        } else {
            all.putAll(database(schema));
        }
        return all;
    }

    private Map<String, Object> database(String schema) {
        var app = DatabaseBootstrap.app(schema);
        var owner = DatabaseBootstrap.owner(schema);
        return Map.of(
                "FEEDTAPE_POSTGRES_URL",
                faults
                        ? TestInfrastructure.postgresBehindProxy()
                        : TestInfrastructure.postgresUrl(),
                "FEEDTAPE_POSTGRES_USER",
                app,
                "FEEDTAPE_POSTGRES_PASSWORD",
                TestInfrastructure.password(app),
                "FEEDTAPE_MIGRATION_USER",
                owner,
                "FEEDTAPE_MIGRATION_PASSWORD",
                TestInfrastructure.password(owner),
                "FEEDTAPE_MIGRATE",
                "run");
    }
}
