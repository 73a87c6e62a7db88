package app.feedtape.tts.ledger;

import app.feedtape.events.NotificationFact.NotificationRequested;
import app.feedtape.events.UsageFact.ThresholdReached;
import app.feedtape.messaging.outbox.Outbox;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Tells when 80 and 100 % of a day's characters are spent, in the transaction of the booking that
 * reached them; which one that is, the counter's row decides (docs/decisions/0056).
 */
@Component
class Thresholds {

    private final Outbox outbox;
    private final Clock clock;

    Thresholds(Outbox outbox, Clock clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    void tell(CommitRow booked) {
        @Nullable Long limit = booked.dailyLimit();
        if (booked.reached() == 0 || limit == null) {
            return;
        }
        DayRow day = booked.day();
        Instant now = clock.instant();
        outbox.publish(
                new ThresholdReached(
                        day.payerId(),
                        booked.accountId(),
                        day.day(),
                        booked.reached(),
                        day.committed(),
                        limit,
                        now));
        // An organization's characters are nothing to write to whichever member spent the last.
        boolean isOwn = day.payerId().equals(booked.accountId());
        boolean isRunning = !day.day().isBefore(LocalDate.ofInstant(now, ZoneOffset.UTC));
        if (isOwn && isRunning) {
            outbox.publish(mail(booked, limit));
        }
    }

    private static NotificationRequested mail(CommitRow booked, long limit) {
        LocalDate day = booked.day().day();
        return new NotificationRequested(
                booked.accountId(),
                "characters_" + booked.reached(),
                Map.of(
                        "used", grouped(booked.day().committed()),
                        "limit", grouped(limit),
                        "resets_at", day.plusDays(1) + " 00:00 UTC"),
                "characters:%d:%s".formatted(booked.reached(), day));
    }

    /** In groups of three with spaces between, which is read alike in all languages (ISO 31-0). */
    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', '\u00a0');
    }
}
