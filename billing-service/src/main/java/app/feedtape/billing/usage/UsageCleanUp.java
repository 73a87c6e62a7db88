package app.feedtape.billing.usage;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets days that count for nothing any more (docs/decisions/0096). */
@Component
class UsageCleanUp {

    /** As long as a late fact may come. */
    static final int DAYS = 40;

    private final ApiCallDays calls;
    private final UsageDays days;

    UsageCleanUp(ApiCallDays calls, UsageDays days) {
        this.calls = calls;
        this.days = days;
    }

    @Scheduled(fixedDelay = 3_600_000, initialDelay = 150_000)
    void forget() {
        int forgotten;
        do {
            forgotten = calls.forget(DAYS) + days.forget(DAYS);
        } while (forgotten > 0);
    }
}
