package app.feedtape.tts.listeners;

import app.feedtape.events.AccountFact.AccountChanged;
import java.math.BigDecimal;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of listeners, kept by account facts. */
@Component
public class Listeners {

    private static final String FIND =
            "select voice, speed, language, quality from listener where account_id = :account";

    private static final String APPLY =
            """
            insert into listener (account_id, version, status, voice, speed, language, quality)
            values (:account, :version, :status, :voice, :speed, :language, :quality)
            on conflict (account_id) do update
               set version = excluded.version, status = excluded.status, voice = excluded.voice,
                   speed = excluded.speed, language = excluded.language, quality = excluded.quality
             where listener.version < excluded.version
            """;

    private final JdbcClient jdbc;

    Listeners(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What is known, or the defaults: a new account speaks before any fact of it has arrived. */
    public Listener get(UUID accountId) {
        return jdbc.sql(FIND)
                .param("account", accountId)
                .query((row, n) ->
                        new Listener(
                                row.getString("voice"),
                                row.getBigDecimal("speed").movePointRight(2).intValue(),
                                row.getString("language"),
                                row.getString("quality")))
                .optional()
                .orElse(Listener.UNKNOWN);
    }

    /** Takes over a fact; an older one than is known changes nothing. */
    void apply(AccountChanged fact) {
        BigDecimal speed = fact.settings().speed();
        jdbc.sql(APPLY)
                .param("account", fact.accountId())
                .param("version", fact.version())
                .param("status", fact.status())
                .param("voice", fact.settings().voice())
                .param("speed", speed)
                .param("language", fact.settings().language())
                .param("quality", fact.settings().quality())
                .update();
    }
}
