package app.feedtape.auth.notification;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The language people are written to in. */
@Repository
public class MailLanguages {

    /** Where nothing is known. */
    static final String DEFAULT = "en";

    static final List<String> ALL = List.of("en", "es", "fr", "de", "it", "pt");

    /** A browser lists a few; more are not looked at. */
    private static final int LONGEST_HEADER = 500;

    private static final String REMEMBER =
            """
            insert into mail_language (account_id, language) values (:account, :language)
            on conflict (account_id) do nothing
            """;

    private static final String FIND =
            "select language from mail_language where account_id = :account";

    private final JdbcClient jdbc;

    MailLanguages(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The first of our languages in an {@code Accept-Language} header (RFC 9110, 12.5.4). */
    public static String best(@Nullable String header) {
        if (header == null || header.isBlank() || header.length() > LONGEST_HEADER) {
            return DEFAULT;
        }
        try {
            String found = Locale.lookupTag(Locale.LanguageRange.parse(header), ALL);
            return found == null ? DEFAULT : found;
        } catch (IllegalArgumentException unreadable) {
            return DEFAULT;
        }
    }

    /** Notes the language an account began in. */
    public void remember(UUID accountId, String language) {
        jdbc.sql(REMEMBER).param("account", accountId).param("language", language).update();
    }

    Optional<String> find(UUID accountId) {
        return jdbc.sql(FIND).param("account", accountId).query(String.class).optional();
    }
}
