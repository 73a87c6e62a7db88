package app.feedtape.auth.notification;

import app.feedtape.web.time.TimeOrderedIds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Mail to send, in the order it was asked for; the same dedupe key once per person. */
@Repository
public class Mails {

    /** How many one statement forgets. */
    private static final int PORTION = 1_000;

    private static final TypeReference<Map<String, String>> PARAMETERS = new TypeReference<>() {};

    private static final String REQUEST =
            """
            insert into mail (id, account_id, template, parameters, dedupe_key)
            values (:id, :account, :template, :parameters, :dedupeKey)
            on conflict on constraint mail_once do nothing
            """;

    /**
     * Takes one mail that is due. For five minutes it is nobody else's, several times what one
     * conversation with a mail server takes by its timeouts; a sender that dies has only delayed
     * it.
     */
    private static final String TAKE =
            """
            update mail set attempts = attempts + 1, next_try_at = app_now() + interval '5 minutes'
            where id = any(array(
                select id from mail where state = 'waiting' and next_try_at <= app_now()
                order by next_try_at limit 1 for update skip locked))
            returning id, account_id, template, parameters, attempts
            """;

    /** A try that somebody else has begun since is not put off. */
    private static final String PUT_OFF =
            """
            update mail set next_try_at = app_now()
                + least(interval '1 hour', interval '30 seconds' * power(2, attempts - 1)) * (0.75 + random() * 0.5)
            where id = :id and state = 'waiting' and attempts = :attempts
            """;

    private static final String SETTLE =
            "update mail set state = :state, settled_at = app_now() where id = :id and state = 'waiting'";

    private static final String FORGET =
            """
            delete from mail where id = any(array(
                select id from mail where state <> 'waiting' and settled_at < app_now() - interval '90 days'
                limit :portion))
            """;

    private final JdbcClient jdbc;
    private final TimeOrderedIds ids;
    private final JsonMapper json;
    private final MailTemplates templates;

    Mails(JdbcClient jdbc, TimeOrderedIds ids, JsonMapper json, MailTemplates templates) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.json = json;
        this.templates = templates;
    }

    record Mail(
            UUID id,
            UUID accountId,
            String template,
            Map<String, String> parameters,
            int attempts) {}

    enum Settled {
        SENT,
        GIVEN_UP,
        /** The person has no address that is proven to be theirs. */
        WITHOUT_ADDRESS
    }

    /**
     * Asks for a mail, in the transaction of its reason if there is one.
     *
     * @param dedupeKey a second request with the same key is dropped
     * @throws IllegalArgumentException for a template that does not exist
     */
    public void request(
            UUID accountId, String template, Map<String, String> parameters, String dedupeKey) {
        templates.require(template);
        jdbc.sql(REQUEST)
                .param("id", ids.next())
                .param("account", accountId)
                .param("template", template)
                .param("parameters", json.writeValueAsString(parameters))
                .param("dedupeKey", dedupeKey)
                .update();
    }

    /** The next mail that is due, for the caller alone; empty when nothing is. */
    Optional<Mail> take() {
        return jdbc.sql(TAKE).query(this::read).optional();
    }

    void putOff(Mail mail) {
        jdbc.sql(PUT_OFF).param("id", mail.id()).param("attempts", mail.attempts()).update();
    }

    void settle(UUID id, Settled how) {
        jdbc.sql(SETTLE)
                .param("id", id)
                .param("state", how.name().toLowerCase(java.util.Locale.ROOT))
                .update();
    }

    void forgetSettled() {
        int forgotten;
        do {
            forgotten = jdbc.sql(FORGET).param("portion", PORTION).update();
        } while (forgotten == PORTION);
    }

    private Mail read(ResultSet row, int number) throws SQLException {
        return new Mail(
                row.getObject("id", UUID.class),
                row.getObject("account_id", UUID.class),
                row.getString("template"),
                json.readValue(row.getString("parameters"), PARAMETERS),
                row.getInt("attempts"));
    }
}
