package app.feedtape.billing.entitlement;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A limit that can be another one for a single payer. */
enum OverridableLimit {
    CHARACTERS_PER_DAY(1_000_000_000_000L),
    FEEDS(1_000_000),
    JOBS_PER_MONTH(1_000_000),
    KEPT_AUDIO_MB(Integer.MAX_VALUE),
    API_CALLS_PER_DAY(1_000_000_000_000L),
    SEATS(1_000_000);

    private final long most;

    OverridableLimit(long most) {
        this.most = most;
    }

    /** The most it can be; unlimited is a matter of the plan. */
    long most() {
        return most;
    }

    /** As plans and facts call it. */
    @JsonValue
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<OverridableLimit> of(String word) {
        return Arrays.stream(values()).filter(limit -> limit.word().equals(word)).findFirst();
    }
}
