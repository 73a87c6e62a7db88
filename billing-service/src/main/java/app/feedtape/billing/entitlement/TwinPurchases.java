package app.feedtape.billing.entitlement;

import app.feedtape.billing.purchase.Purchase;
import app.feedtape.events.NotificationFact.NotificationRequested;
import app.feedtape.messaging.outbox.Outbox;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * A second purchase that runs is kept, because its store has charged for it; the person and an
 * operator must know, once for each set of them (product.md, money rules).
 */
@Component
class TwinPurchases {

    private static final Logger LOG = LoggerFactory.getLogger(TwinPurchases.class);

    private static final String REMEMBER =
            """
            insert into twin_report (payer_id, purchase_ids) values (:payer, :purchases)
            on conflict on constraint twin_report_once do nothing
            """;

    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final MeterRegistry metrics;

    TwinPurchases(JdbcClient jdbc, Outbox outbox, MeterRegistry metrics) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.metrics = metrics;
    }

    /**
     * Reports in the running transaction what no report has been made of. A grant costs nobody
     * anything.
     */
    void report(UUID payerId, List<Purchase> all, Instant now) {
        List<Purchase> running =
                all.stream()
                        .filter(purchase -> purchase.source().isStore())
                        .filter(purchase -> purchase.givesAccessAt(now))
                        .toList();
        if (running.size() < 2) {
            return;
        }
        String ids =
                running.stream()
                        .map(purchase -> purchase.id().toString())
                        .sorted()
                        .collect(Collectors.joining(","));
        if (jdbc.sql(REMEMBER).param("payer", payerId).param("purchases", ids).update() == 1) {
            metrics.counter("feedtape.billing.twin.purchases").increment();
            LOG.warn("Payer {} has {} purchases that run at once", payerId, running.size());
            outbox.publish(mail(running, ids));
        }
    }

    /** To who bought last: a payer may be an organization, which reads no mail. */
    private static NotificationRequested mail(List<Purchase> running, String ids) {
        Purchase last =
                running.stream().max(Comparator.comparing(Purchase::startedAt)).orElseThrow();
        String stores =
                running.stream()
                        .map(purchase -> purchase.source().storeName())
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", "));
        return new NotificationRequested(
                last.accountId(), "second_subscription", Map.of("stores", stores), ids);
    }
}
