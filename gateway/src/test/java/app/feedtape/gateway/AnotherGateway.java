package app.feedtape.gateway;

import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.http.client.ReactorResourceFactory;

/** One more gateway in this process, with the surroundings of the test's own. */
public final class AnotherGateway implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private AnotherGateway(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /**
     * @param environment of the first
     * @param settings what is different
     */
    public static AnotherGateway start(
            ConfigurableEnvironment environment, Map<String, Object> settings) {
        return new AnotherGateway(
                new SpringApplicationBuilder(GatewayApplication.class)
                        .registerShutdownHook(false)
                        .initializers((ConfigurableApplicationContext context) -> {
                            // When it ends it ends its threads: not those of the first.
                            ((GenericApplicationContext) context)
                                    .registerBean(
                                            ReactorResourceFactory.class,
                                            AnotherGateway::ownThreads);
                            var sources = context.getEnvironment().getPropertySources();
                            environment.getPropertySources().stream()
                                    .filter(source -> source.getName().contains("est"))
                                    .forEach(sources::addFirst);
                            sources.addFirst(new MapPropertySource("another", settings));
                        })
                        .run());
    }

    private static ReactorResourceFactory ownThreads() {
        ReactorResourceFactory threads = new ReactorResourceFactory();
        threads.setUseGlobalResources(false);
        return threads;
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    public int port() {
        return ((WebServerApplicationContext) context).getWebServer().getPort();
    }

    @Override
    public void close() {
        context.close();
    }
}
