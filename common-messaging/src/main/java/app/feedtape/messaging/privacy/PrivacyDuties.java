package app.feedtape.messaging.privacy;

import app.feedtape.events.PrivacyFact;
import app.feedtape.events.PrivacyFact.ErasureDue;
import app.feedtape.events.PrivacyFact.ErasureRequested;
import app.feedtape.events.PrivacyFact.ExportRequested;
import app.feedtape.events.PrivacyFact.PartConfirmed;
import app.feedtape.events.PrivacyFact.TrialClaimed;
import app.feedtape.messaging.outbox.Outbox;
import java.time.Clock;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Does this service's part and confirms it in the same transaction. Facts may come twice and in any
 * order: what is done is confirmed again.
 */
final class PrivacyDuties {

    private static final Logger LOG = LoggerFactory.getLogger(PrivacyDuties.class);

    private static final String FORGET_ANSWERS =
            "delete from idempotency where account_id = :account or payer_id = :account";
    private static final String FORGET_ORDERS =
            "delete from export_order where account_id = :account";

    private final String service;
    private final AccountRecords records;
    private final ClosedAccounts closed;
    private final ExportOrders orders;
    private final Outbox outbox;
    private final Clock clock;
    private final JdbcClient jdbc;

    PrivacyDuties(
            String service,
            AccountRecords records,
            ClosedAccounts closed,
            ExportOrders orders,
            Outbox outbox,
            Clock clock,
            JdbcClient jdbc) {
        this.service = service;
        this.records = records;
        this.closed = closed;
        this.orders = orders;
        this.outbox = outbox;
        this.clock = clock;
        this.jdbc = jdbc;
    }

    void handle(PrivacyFact fact) {
        switch (fact) {
            case ErasureRequested request -> close(request);
            case ErasureDue due -> erase(due);
            case ExportRequested request -> {
                if (!closed.isClosed(request.accountId())) {
                    orders.add(request);
                }
            }
            case PartConfirmed _, TrialClaimed _ -> {}
        }
    }

    private void close(ErasureRequested request) {
        UUID account = request.accountId();
        closed.close(account);
        jdbc.sql(FORGET_ORDERS).param("account", account).update();
        records.close(account);
        confirm(request.taskId(), account, "closed");
    }

    private void erase(ErasureDue due) {
        UUID account = due.accountId();
        closed.close(account);
        if (!records.tryErase(account)) {
            LOG.warn("Account {} cannot be erased yet", account);
            return;
        }
        jdbc.sql(FORGET_ANSWERS).param("account", account).update();
        jdbc.sql(FORGET_ORDERS).param("account", account).update();
        closed.erase(account);
        confirm(due.taskId(), account, "erased");
    }

    private void confirm(UUID task, UUID account, String stage) {
        outbox.publish(new PartConfirmed(task, account, service, stage, clock.instant()));
    }
}
