package app.feedtape.messaging.migration;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;

/** {@code FEEDTAPE_MIGRATE}: what a service does about its schema when it starts. */
@AutoConfiguration
@ConditionalOnClass({Flyway.class, FlywayMigrationStrategy.class})
public class MigrationAutoConfiguration {

    enum Mode {
        /** Migrate, then serve. */
        RUN,
        /** Migrate, then end: the Job that runs before a deployment. */
        ONLY,
        /** Serve only on a schema that is exactly up to date; needs no owner's password. */
        CHECK
    }

    @Bean
    @ConditionalOnMissingBean
    FlywayMigrationStrategy migrationStrategy(
            @Value("${feedtape.migrate:run}") Mode mode, ObjectProvider<DataSource> service) {
        return flyway -> {
            switch (mode) {
                case RUN -> flyway.migrate();
                case ONLY -> {
                    flyway.migrate();
                    System.exit(0);
                }
                case CHECK -> asTheServiceItself(flyway, service.getObject()).validate();
            }
        };
    }

    private static Flyway asTheServiceItself(Flyway flyway, DataSource service) {
        return Flyway.configure()
                .configuration(flyway.getConfiguration())
                .dataSource(service)
                .load();
    }
}
