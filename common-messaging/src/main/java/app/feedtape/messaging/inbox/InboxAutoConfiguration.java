package app.feedtape.messaging.inbox;

import app.feedtape.events.Fact;
import app.feedtape.messaging.KafkaConnection;
import app.feedtape.messaging.MessagingAutoConfiguration;
import app.feedtape.messaging.TopicCreation;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Subscriptions, in services that have a database. */
@AutoConfiguration(
        after = MessagingAutoConfiguration.class,
        afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@ConditionalOnClass({DataSource.class, JdbcClient.class})
@ConditionalOnBean(DataSource.class)
public class InboxAutoConfiguration {

    @Bean
    Inbox inbox(DataSource dataSource) {
        return new Inbox(JdbcClient.create(dataSource));
    }

    @Bean
    SubscriptionTable subscriptionTable(
            ObjectProvider<FactSubscription<?>> declared,
            Inbox inbox,
            PlatformTransactionManager transactions) {
        List<FactSubscription<? extends Fact>> subscriptions =
                declared.orderedStream()
                        .<FactSubscription<? extends Fact>>map(each -> each)
                        .toList();
        Map<String, FactHandling<? extends Fact>> handling = new LinkedHashMap<>();
        for (FactSubscription<? extends Fact> subscription : subscriptions) {
            FactHandling<? extends Fact> twin =
                    handling.put(
                            subscription.consumer(),
                            new FactHandling<>(
                                    subscription, inbox, new TransactionTemplate(transactions)));
            if (twin != null) {
                throw new IllegalStateException(
                        "Two subscriptions are named " + subscription.consumer());
            }
        }
        return new SubscriptionTable(subscriptions, handling);
    }

    record SubscriptionTable(
            List<FactSubscription<? extends Fact>> subscriptions,
            Map<String, FactHandling<? extends Fact>> handlingByConsumer) {}

    @Bean
    DeadLetters deadLetters(
            KafkaConnection connection,
            ObjectProvider<MeterRegistry> metrics,
            SubscriptionTable table) {
        return new DeadLetters(
                connection,
                metrics.getIfAvailable(SimpleMeterRegistry::new),
                table.handlingByConsumer());
    }

    @Bean
    FactConsumers factConsumers(
            SubscriptionTable table,
            KafkaConnection connection,
            DeadLetters deadLetters,
            Inbox inbox,
            TopicCreation topics) {
        return new FactConsumers(
                table.subscriptions(),
                table.handlingByConsumer(),
                connection,
                deadLetters,
                inbox,
                topics.done());
    }
}
