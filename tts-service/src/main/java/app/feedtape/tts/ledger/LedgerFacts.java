package app.feedtape.tts.ledger;

import app.feedtape.events.UsageFact.DayTotalled;
import app.feedtape.events.UsageFact.UsageRecorded;
import app.feedtape.events.UsageFact.UsageRefunded;
import app.feedtape.messaging.outbox.Outbox;
import java.time.Clock;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Tells others what the ledger booked, in the transaction that books it. */
@Component
class LedgerFacts {

    private final Outbox outbox;
    private final Clock clock;

    LedgerFacts(Outbox outbox, Clock clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Both at once: each is a way to the database while the payer's counter is locked. */
    void booked(Entry entry, Commit commit, DayRow day) {
        outbox.publish(
                new UsageRecorded(
                        entry.id(),
                        entry.payerId(),
                        entry.accountId(),
                        entry.day(),
                        entry.characters(),
                        commit.audioId(),
                        commit.segment().voice(),
                        commit.segment().engine(),
                        commit.language(),
                        clock.instant()),
                total(entry.accountId(), day));
    }

    void usageRefunded(Entry entry) {
        String reason = entry.reason() == null ? "" : entry.reason();
        outbox.publish(
                new UsageRefunded(
                        entry.id(),
                        entry.payerId(),
                        entry.accountId(),
                        entry.day(),
                        entry.characters(),
                        reason,
                        clock.instant()));
    }

    void dayTotalled(UUID accountId, DayRow day) {
        outbox.publish(total(accountId, day));
    }

    private DayTotalled total(UUID accountId, DayRow day) {
        return new DayTotalled(
                day.payerId(),
                accountId,
                day.day(),
                day.version(),
                day.committed(),
                day.requests(),
                clock.instant());
    }
}
