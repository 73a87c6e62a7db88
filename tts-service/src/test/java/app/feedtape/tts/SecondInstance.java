package app.feedtape.tts;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Another instance of the service under test, with the same surroundings. */
final class SecondInstance implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private SecondInstance(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static SecondInstance beside(ConfigurableEnvironment first) {
        return beside(first, context -> {});
    }

    /** One that is set up differently in this. */
    static SecondInstance beside(ConfigurableEnvironment first, Map<String, Object> otherwise) {
        return beside(
                first,
                context ->
                        context.getEnvironment()
                                .getPropertySources()
                                .addFirst(new MapPropertySource("otherwise", otherwise)));
    }

    /** One whose clock is another. */
    static SecondInstance beside(ConfigurableEnvironment first, Clock clock) {
        return beside(first, context -> context.registerBean("clock", Clock.class, () -> clock));
    }

    private static SecondInstance beside(
            ConfigurableEnvironment first, Consumer<GenericApplicationContext> more) {
        return new SecondInstance(
                new SpringApplicationBuilder(TtsApplication.class)
                        .registerShutdownHook(false)
                        .initializers(
                                second ->
                                        first.getPropertySources().stream()
                                                .filter(source -> source.getName().contains("est"))
                                                .forEach(
                                                        second.getEnvironment().getPropertySources()
                                                                ::addFirst),
                                second -> more.accept((GenericApplicationContext) second))
                        .run());
    }

    int port() {
        return ((WebServerApplicationContext) context).getWebServer().getPort();
    }

    /** It is gone from one moment to the next, as far as the database can tell. */
    void kill() throws Exception {
        context.getBean(DataSource.class).unwrap(HikariDataSource.class).close();
        context.close();
    }

    @Override
    public void close() {
        context.close();
    }
}
