package app.feedtape.messaging.clock;

import app.feedtape.messaging.MessagingAutoConfiguration;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The offset row behind {@code app_now()}, in services that have a database. */
@AutoConfiguration(
        after = MessagingAutoConfiguration.class,
        afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@ConditionalOnClass({DataSource.class, JdbcClient.class})
@ConditionalOnBean(DataSource.class)
public class StoredClockAutoConfiguration {

    private static final String MOVE =
            "update clock_offset set offset_ms = :millis, revision = :revision where revision < :revision";

    @Bean
    OffsetStore offsetStore(DataSource dataSource) {
        JdbcClient jdbc = JdbcClient.create(dataSource);
        return (revision, offset) ->
                jdbc.sql(MOVE)
                        .param("millis", offset.toMillis())
                        .param("revision", revision)
                        .update();
    }
}
