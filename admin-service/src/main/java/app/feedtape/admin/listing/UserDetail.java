package app.feedtape.admin.listing;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one account.
 *
 * @param subscription null until billing has said something
 * @param history characters and requests per UTC day, newest first
 */
record UserDetail(
        UserRow user,
        Instant changedAt,
        @Nullable Subscription subscription,
        int follows,
        int followsOverLimit,
        List<Day> history) {

    /**
     * What the account pays for itself.
     *
     * @param charactersPerDay the limit in force; null when unlimited
     * @param feeds the limit in force; null when unlimited
     */
    record Subscription(
            String plan,
            String status,
            String source,
            @Nullable Instant trialEndsAt,
            @Nullable Instant validUntil,
            @Nullable Long charactersPerDay,
            @Nullable Integer feeds) {}

    record Day(LocalDate date, long characters, long requests) {}
}
