package app.feedtape.messaging.privacy;

import app.feedtape.messaging.Pause;
import app.feedtape.messaging.privacy.ExportOrders.Order;
import app.feedtape.web.call.ServiceCall;
import app.feedtape.web.call.ServiceClient;
import app.feedtape.web.request.RequestContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Hands this service's parts of exports to auth-service, on a thread of its own. No transaction is
 * open while auth is awaited; what it did not take comes again later.
 */
final class ExportDelivery implements SmartLifecycle {

    static final ServiceCall HAND_IN =
            new ServiceCall(
                    "auth-service", "PUT", "/internal/exports/%s/%s", Duration.ofSeconds(20));

    private static final Logger LOG = LoggerFactory.getLogger(ExportDelivery.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int TAKEN = 204;
    private static final int NOT_WANTED = 404;

    private final String service;
    private final AccountRecords records;
    private final ExportOrders orders;
    private final ServiceClient client;
    private final TransactionTemplate transaction;
    private volatile boolean running;

    ExportDelivery(
            String service,
            AccountRecords records,
            ExportOrders orders,
            ServiceClient client,
            TransactionTemplate transaction) {
        this.service = service;
        this.records = records;
        this.orders = orders;
        this.client = client;
        this.transaction = transaction;
    }

    private void run() {
        while (running) {
            try (RequestContext.Scope _ = RequestContext.accept(null, null).open()) {
                Optional<Order> next = orders.take();
                if (next.isPresent()) {
                    deliver(next.get());
                } else {
                    Pause.of(POLL);
                }
            } catch (RuntimeException failure) {
                LOG.warn("Parts of exports are not handed in: {}", failure.toString());
                Pause.of(POLL);
            }
        }
    }

    private void deliver(Order order) {
        if (order.late()) {
            LOG.error("The part of export {} was never taken", order.taskId());
            orders.settle(order.taskId());
            return;
        }
        ExportPart part = transaction.execute(status -> records.export(order.accountId()));
        int status = handIn(order, part);
        if (status == TAKEN || status == NOT_WANTED) {
            orders.settle(order.taskId());
        } else {
            LOG.warn("auth-service answered {} to a part of export {}", status, order.taskId());
        }
    }

    private int handIn(Order order, ExportPart part) {
        try {
            return client.send(HAND_IN, part, order.taskId(), service).join().statusCode();
        } catch (CompletionException away) {
            throw new IllegalStateException(
                    "auth-service does not take a part of export " + order.taskId(), away);
        }
    }

    @Override
    public void start() {
        running = true;
        Thread.ofVirtual().name("export-delivery").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
