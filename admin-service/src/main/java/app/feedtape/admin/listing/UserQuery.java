package app.feedtape.admin.listing;

import app.feedtape.web.problem.Refusal;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which accounts are asked for, and in which order. Only what stands here can be asked: an unknown
 * sort, status or parameter is a 400, never ignored and never part of a statement.
 *
 * @param search an id, or a part of an e-mail address or name; case does not matter
 */
record UserQuery(
        @Nullable String search, @Nullable String status, @Nullable String plan, Sort sort) {

    private static final int LONGEST_SEARCH = 320;
    private static final Set<String> STATUSES = Set.of("active", "suspended", "deleted");
    private static final Pattern PLAN = Pattern.compile("[a-z][a-z0-9_-]{0,39}");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");
    private static final Pattern ID =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** The orders there are; the column is ours, only its name comes from outside. */
    enum Sort {
        NEWEST("-created_at", "a.created_at", true),
        OLDEST("created_at", "a.created_at", false),
        EMAIL("email", "coalesce(a.email, '')", false),
        EMAIL_BACKWARDS("-email", "coalesce(a.email, '')", true);

        private final String parameter;
        private final String expression;
        private final boolean descending;

        Sort(String parameter, String expression, boolean descending) {
            this.parameter = parameter;
            this.expression = expression;
            this.descending = descending;
        }

        String parameter() {
            return parameter;
        }

        String expression() {
            return expression;
        }

        boolean isDescending() {
            return descending;
        }

        boolean isByTime() {
            return this == NEWEST || this == OLDEST;
        }

        /** What a cursor remembers of the last row. */
        String keyOf(UserRow row) {
            return isByTime()
                    ? row.createdAt().toString()
                    : Optional.ofNullable(row.email()).orElse("");
        }
    }

    /** Reads the parameters; those this list does not know are refused. */
    static UserQuery of(Map<String, String> parameters, Set<String> known) {
        parameters.keySet().stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw Refusal.invalid(
                            name.length() > 40 ? "parameter" : name,
                            "This list has no such parameter.");
                });
        return new UserQuery(
                search(parameters.get("search")),
                allowed("status", parameters.get("status"), STATUSES::contains),
                allowed("plan", parameters.get("plan"), plan -> PLAN.matcher(plan).matches()),
                sort(parameters.get("sort")));
    }

    private static @Nullable String search(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        if (text.length() > LONGEST_SEARCH || CONTROL.matcher(text).find()) {
            throw Refusal.invalid("search", "The text to search for is too long or not text.");
        }
        return text.strip();
    }

    private static @Nullable String allowed(
            String name, @Nullable String value, Predicate<String> allowed) {
        if (value == null || value.isEmpty()) {
            return null;
        }
        if (!allowed.test(value)) {
            throw Refusal.invalid(name, "There is no such " + name + ".");
        }
        return value;
    }

    private static Sort sort(@Nullable String value) {
        if (value == null || value.isEmpty()) {
            return Sort.NEWEST;
        }
        return Arrays.stream(Sort.values())
                .filter(sort -> sort.parameter().equals(value))
                .findFirst()
                .orElseThrow(() ->
                        Refusal.invalid(
                                "sort", "Sort by created_at, -created_at, email or -email."));
    }

    Optional<UUID> searchedId() {
        return Optional.ofNullable(search)
                .filter(text -> ID.matcher(text).matches())
                .map(UUID::fromString);
    }

    /** For LIKE, with its wildcards taken literally. */
    Optional<String> searchedText() {
        return Optional.ofNullable(search)
                .filter(text -> searchedId().isEmpty())
                .map(text ->
                        "%"
                                + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
                                + "%");
    }

    /** The same for the same question: a cursor of another one is refused. */
    String fingerprint() {
        return search + "\u001f" + status + "\u001f" + plan;
    }
}
