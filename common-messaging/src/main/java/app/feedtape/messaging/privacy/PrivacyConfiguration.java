package app.feedtape.messaging.privacy;

import app.feedtape.events.PrivacyFact;
import app.feedtape.events.Topic;
import app.feedtape.messaging.inbox.FactSubscription;
import app.feedtape.messaging.outbox.Outbox;
import app.feedtape.web.WebSettings;
import app.feedtape.web.call.ServiceClient;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Erasure and export in a service with a schema of its own; imported beside one bean of {@link
 * AccountRecords}.
 */
@Configuration(proxyBeanMethods = false)
@Import(ClosedAccountsConfiguration.class)
public class PrivacyConfiguration {

    @Bean
    ExportOrders exportOrders(JdbcClient jdbc) {
        return new ExportOrders(jdbc);
    }

    @Bean
    FactSubscription<PrivacyFact> privacyDuties(
            WebSettings settings,
            AccountRecords records,
            ClosedAccounts closed,
            ExportOrders orders,
            Outbox outbox,
            Clock clock,
            JdbcClient jdbc) {
        PrivacyDuties duties =
                new PrivacyDuties(settings.service(), records, closed, orders, outbox, clock, jdbc);
        return FactSubscription.of(
                settings.service() + "-privacy", Topic.PRIVACY, PrivacyFact.class, duties::handle);
    }

    @Bean
    ExportDelivery exportDelivery(
            WebSettings settings,
            AccountRecords records,
            ExportOrders orders,
            ServiceClient client,
            TransactionTemplate transaction) {
        return new ExportDelivery(settings.service(), records, orders, client, transaction);
    }
}
