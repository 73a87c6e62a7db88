package app.feedtape.feed.fetching;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a server wants to be shown when it is asked again (RFC 9110, 8.8), as far as it is well
 * formed and short; the rest is as good as absent.
 */
record Validators(@Nullable String etag, @Nullable String lastModified) {

    static final Validators NONE = new Validators(null, null);

    private static final Pattern ETAG = Pattern.compile("(W/)?\"[\\x21\\x23-\\x7E]{0,500}\"");
    private static final int MAXIMUM_DATE_LENGTH = 64;
    private static final Duration LONGEST_WAIT = Duration.ofHours(24);
    private static final Duration SHORTEST_WAIT = Duration.ofMinutes(1);

    static Validators accept(@Nullable String etag, @Nullable String lastModified) {
        return new Validators(
                etag != null && ETAG.matcher(etag).matches() ? etag : null,
                lastModified != null && date(lastModified) != null ? lastModified : null);
    }

    /**
     * {@code Retry-After} in seconds or as a date (RFC 9110, 10.2.3), between a minute and a day;
     * null when unreadable.
     */
    static @Nullable Duration retryAfter(@Nullable String header, Clock clock) {
        if (header == null) {
            return null;
        }
        String value = header.strip();
        if (value.matches("[0-9]{1,18}")) {
            return clamp(
                    Duration.ofSeconds(Math.min(Long.parseLong(value), LONGEST_WAIT.toSeconds())));
        }
        ZonedDateTime date = date(value);
        return date == null ? null : clamp(Duration.between(clock.instant(), date.toInstant()));
    }

    private static Duration clamp(Duration wait) {
        if (wait.compareTo(SHORTEST_WAIT) < 0) {
            return SHORTEST_WAIT;
        }
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    private static @Nullable ZonedDateTime date(String value) {
        if (value.length() > MAXIMUM_DATE_LENGTH) {
            return null;
        }
        try {
            return ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
        } catch (DateTimeException unreadable) {
            return null;
        }
    }
}
