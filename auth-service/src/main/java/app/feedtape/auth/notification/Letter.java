package app.feedtape.auth.notification;

import app.feedtape.auth.secret.OneTimeSecret;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A mail somebody asks for.
 *
 * @param accountId whose language and name it is written in, and whose proven address it goes to if
 *     no other is given
 * @param recipient an address that is not, or no longer, an account's own
 * @param language where there is no account to say it
 * @param parameters what the template's places are filled with
 * @param dedupeKey a second letter with the same key to the same account (without one: to anybody)
 *     is dropped
 * @param goodFor how long what it says is of use; such a letter is kept sealed and never sent late
 */
public record Letter(
        @Nullable UUID accountId,
        @Nullable String recipient,
        @Nullable String language,
        String template,
        Map<String, String> parameters,
        String dedupeKey,
        @Nullable Duration goodFor) {

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    public Letter {
        parameters = Map.copyOf(parameters);
    }

    /** A moment as every letter writes it. */
    public static String moment(Instant at) {
        return MOMENT.format(at);
    }

    /** To the proven address of an account. */
    public static Letter to(UUID accountId, String template) {
        return new Letter(accountId, null, null, template, Map.of(), anyKey(template), null);
    }

    /** To an address that is no account's. */
    public static Letter to(String recipient, String language, String template) {
        return new Letter(null, recipient, language, template, Map.of(), anyKey(template), null);
    }

    private static String anyKey(String template) {
        return template + ":" + OneTimeSecret.make().value();
    }

    /** The same in an account's name to another address than its own. */
    public Letter at(String address) {
        return new Letter(accountId, address, language, template, parameters, dedupeKey, goodFor);
    }

    /** The same with one place filled. */
    public Letter with(String name, String value) {
        Map<String, String> more = new HashMap<>(parameters);
        more.put(name, value);
        return new Letter(accountId, recipient, language, template, more, dedupeKey, goodFor);
    }

    /** The same with a place filled that only the reader may know, for as long as it is of use. */
    public Letter withSecret(String name, String value, Duration useful) {
        Letter filled = with(name, value);
        return new Letter(
                accountId, recipient, language, template, filled.parameters, dedupeKey, useful);
    }

    /** The same, asked for once however often it is asked for. */
    public Letter once(String key) {
        return new Letter(accountId, recipient, language, template, parameters, key, goodFor);
    }

    @Override
    public String toString() {
        return "Letter[" + template + "]";
    }
}
