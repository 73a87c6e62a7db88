package app.feedtape.billing.endpoint;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * {@code Retry-After} in seconds or as a date (RFC 9110, 10.2.3). A date counts from what the
 * receiver itself says the time is, so that a clock that is wrong asks for no wrong pause.
 */
final class RetryAfter {

    private static final int LONGEST_HEADER = 64;

    private RetryAfter() {}

    /** Null when there is none or none that can be read; never negative. */
    static @Nullable Duration read(@Nullable String value, @Nullable String date) {
        if (value == null || value.length() > LONGEST_HEADER) {
            return null;
        }
        String stripped = value.strip();
        if (stripped.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(stripped));
        }
        ZonedDateTime until = parse(stripped);
        ZonedDateTime now = date == null ? null : parse(date.strip());
        if (until == null || now == null || until.isBefore(now)) {
            return null;
        }
        return Duration.between(now, until);
    }

    private static @Nullable ZonedDateTime parse(String value) {
        try {
            return ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
        } catch (DateTimeException unreadable) {
            return null;
        }
    }
}
