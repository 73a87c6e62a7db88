package app.feedtape.billing.dunning;

import app.feedtape.billing.dunning.FailedPeriods.Failed;
import app.feedtape.events.NotificationFact.NotificationRequested;
import app.feedtape.messaging.outbox.Outbox;
import app.feedtape.web.request.RequestContext;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Three mails for a payment that failed: when it did, three days before grace ends, and when the
 * plan is gone; each once for the period. Paid in between, nothing more is said.
 */
@Component
class Dunning {

    private final FailedPeriods periods;
    private final Outbox outbox;
    private final TransactionTemplate transaction;

    Dunning(FailedPeriods periods, Outbox outbox, TransactionTemplate transaction) {
        this.periods = periods;
        this.outbox = outbox;
        this.transaction = transaction;
    }

    @Scheduled(fixedDelay = 1_000)
    void tell() {
        try (RequestContext.Scope _ = RequestContext.accept(null, null).open()) {
            transaction.executeWithoutResult(status -> {
                periods.follow();
                mail("payment_failed", periods.takeNew());
                mail("payment_grace_ending", periods.takeEnding());
                mail("payment_plan_ended", periods.takeEnded());
            });
        }
    }

    private void mail(String template, List<Failed> failed) {
        failed.forEach(one ->
                outbox.publish(
                        new NotificationRequested(
                                one.accountId(),
                                template,
                                parameters(one),
                                "%s %s %s"
                                        .formatted(
                                                template, one.purchaseId(), one.periodStart()))));
    }

    private static Map<String, String> parameters(Failed failed) {
        return Map.of(
                "date", LocalDate.ofInstant(failed.accessEndsAt(), ZoneOffset.UTC).toString());
    }
}
