package app.feedtape.auth.notification;

import app.feedtape.auth.secret.Sealing;
import app.feedtape.web.time.TimeOrderedIds;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
            insert into mail (id, account_id, recipient, language, template, parameters, sealed, dedupe_key, useless_at)
            values (:id, :account, :recipient, :language, :template, :parameters, :sealed, :dedupeKey,
                app_now() + :goodFor * interval '1 second')
            on conflict do nothing
            """;

    /**
     * Takes one mail that is due. For five minutes it is nobody else's, longer than any
     * conversation with a mail server is let go on; a sender that dies has only delayed it.
     */
    private static final String TAKE =
            """
            update mail set attempts = attempts + 1, next_try_at = app_now() + interval '5 minutes'
            where id = any(array(
                select id from mail where state = 'waiting' and next_try_at <= app_now()
                order by next_try_at limit 1 for update skip locked))
            returning id, account_id, recipient, language, template, parameters, sealed, attempts,
                coalesce(useless_at <= app_now(), false) as late
            """;

    /** A try that somebody else has begun since is not put off. */
    private static final String PUT_OFF =
            """
            update mail set next_try_at = app_now()
                + least(interval '1 hour', interval '30 seconds' * power(2, attempts - 1)) * (0.75 + random() * 0.5)
            where id = :id and state = 'waiting' and attempts = :attempts
            """;

    /** What is settled keeps neither its secret nor a stranger's address. */
    private static final String SETTLE =
            """
            update mail set state = :state, settled_at = app_now(), sealed = null, recipient = null
            where id = :id and state = 'waiting'
            """;

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
    private final Sealing sealing;

    Mails(
            JdbcClient jdbc,
            TimeOrderedIds ids,
            JsonMapper json,
            MailTemplates templates,
            Sealing sealing) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.json = json;
        this.templates = templates;
        this.sealing = sealing;
    }

    record Mail(
            UUID id,
            @Nullable UUID accountId,
            @Nullable String recipient,
            @Nullable String language,
            String template,
            Map<String, String> parameters,
            int attempts,
            boolean late) {

        @Override
        public String toString() {
            return "Mail[" + id + "]";
        }
    }

    enum Settled {
        SENT,
        GIVEN_UP,
        /** The person has no address that is proven to be theirs. */
        WITHOUT_ADDRESS,
        /** What it says is of no use any more. */
        TOO_LATE
    }

    /**
     * Asks for a mail, in the transaction of its reason if there is one.
     *
     * @param dedupeKey a second request with the same key is dropped
     * @throws IllegalArgumentException for a template that does not exist
     */
    public void request(
            UUID accountId, String template, Map<String, String> parameters, String dedupeKey) {
        request(new Letter(accountId, null, null, template, parameters, dedupeKey, null));
    }

    /**
     * Asks for a mail, in the transaction of its reason if there is one.
     *
     * @throws IllegalArgumentException for a template that does not exist
     */
    public void request(Letter letter) {
        templates.require(letter.template());
        UUID id = ids.next();
        String parameters = json.writeValueAsString(letter.parameters());
        Duration goodFor = letter.goodFor();
        jdbc.sql(REQUEST)
                .param("id", id)
                .param("account", letter.accountId())
                .param("recipient", letter.recipient())
                .param("language", letter.language())
                .param("template", letter.template())
                .param("parameters", goodFor == null ? parameters : "{}")
                .param(
                        "sealed",
                        goodFor == null
                                ? null
                                : sealing.seal(
                                        parameters.getBytes(StandardCharsets.UTF_8), context(id)),
                        Types.BINARY)
                .param("dedupeKey", letter.dedupeKey())
                .param("goodFor", goodFor == null ? null : goodFor.toSeconds(), Types.BIGINT)
                .update();
    }

    private static String context(UUID mailId) {
        return "mail " + mailId;
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
        UUID id = row.getObject("id", UUID.class);
        byte @Nullable [] sealed = row.getBytes("sealed");
        String parameters =
                sealed == null
                        ? row.getString("parameters")
                        : new String(sealing.open(sealed, context(id)), StandardCharsets.UTF_8);
        return new Mail(
                id,
                row.getObject("account_id", UUID.class),
                row.getString("recipient"),
                row.getString("language"),
                row.getString("template"),
                json.readValue(parameters, PARAMETERS),
                row.getInt("attempts"),
                row.getBoolean("late"));
    }
}
