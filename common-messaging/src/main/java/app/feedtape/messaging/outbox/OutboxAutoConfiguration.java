package app.feedtape.messaging.outbox;

import app.feedtape.messaging.KafkaConnection;
import app.feedtape.messaging.MessagingAutoConfiguration;
import app.feedtape.messaging.TopicCreation;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Outbox and relay, in services that have a database. */
@AutoConfiguration(
        after = MessagingAutoConfiguration.class,
        afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@ConditionalOnClass({DataSource.class, JdbcClient.class})
@ConditionalOnBean(DataSource.class)
public class OutboxAutoConfiguration {

    @Bean
    OutboxEvents outboxEvents(DataSource dataSource) {
        return new OutboxEvents(dataSource);
    }

    @Bean
    Relay relay(
            OutboxEvents events,
            DataSource dataSource,
            KafkaConnection connection,
            TopicCreation topics) {
        return new Relay(
                events,
                new RelayLease(JdbcClient.create(dataSource)),
                new RelayProducer(connection),
                topics.done());
    }

    @Bean
    Outbox outbox(OutboxEvents events, Clock clock, Relay relay) {
        return new Outbox(events, clock, relay::nudge);
    }

    @Bean
    Heartbeats heartbeats(
            OutboxEvents events, KafkaConnection connection, TopicCreation topics, Clock clock) {
        return new Heartbeats(events, connection, topics.done(), clock);
    }

    @Bean
    MeterBinder outboxMetrics(Relay relay) {
        return registry -> {
            Gauge.builder("feedtape.outbox.backlog", () -> relay.backlog().events())
                    .description("Facts written and not yet published")
                    .register(registry);
            Gauge.builder("feedtape.outbox.oldest.age", () -> relay.backlog().oldestSeconds())
                    .description("How long the oldest of them has waited")
                    .baseUnit("seconds")
                    .register(registry);
        };
    }
}
