package app.feedtape.web.idempotency;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.time.TimeOrderedIds;
import app.feedtape.web.token.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code Idempotency-Key}: for 24 hours the same key and body of the same caller on the same route
 * gives the first answer again. A key whose first request is still running is 409; with another
 * body it is 422. A request that died gives its key back after a minute.
 */
public final class Idempotency {

    private static final Pattern VALID_KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private static final String CLAIM =
            """
            insert into idempotency (id, payer_id, account_id, route, key_hash, body_hash, state, claimed_at)
            values (:id, :payer, :account, :route, :key, :body, 'running', app_now())
            on conflict on constraint idempotency_once do update
               set id = excluded.id, body_hash = excluded.body_hash, state = 'running', status = null,
                   response = null, claimed_at = excluded.claimed_at
             where idempotency.claimed_at < app_now() - interval '24 hours'
                or (idempotency.state = 'running' and idempotency.body_hash = excluded.body_hash
                    and idempotency.claimed_at < app_now() - interval '1 minute')
            """;

    private static final String FIND =
            """
            select body_hash, state, status, response from idempotency
            where payer_id = :payer and account_id = :account and route = :route and key_hash = :key
            """;

    private static final String COMPLETE =
            "update idempotency set state = 'done', status = :status, response = :response where id = :id";

    private static final String GIVE_BACK =
            "delete from idempotency where id = :id and state = 'running'";

    private static final String FORGET =
            "delete from idempotency where claimed_at < app_now() - interval '24 hours'";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final TimeOrderedIds ids;

    public Idempotency(JdbcClient jdbc, TransactionTemplate transaction, TimeOrderedIds ids) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.ids = ids;
    }

    /** Whether this request is to be carried out, or was already. */
    public sealed interface Claim {
        /**
         * Carry it out, then {@link #complete} in the transaction of the effect, or {@link
         * #giveBack}.
         */
        record Fresh(UUID id) implements Claim {}

        /** Already carried out: give this answer again. */
        record Replay(int status, String response) implements Claim {}
    }

    private record Row(String bodyHash, String state, Optional<Integer> status, String response) {}

    /**
     * Takes the key for this request, in a transaction of its own.
     *
     * @throws Refusal 409 while the first is running, 422 for another body, 400 for a key that is
     *     none
     */
    public Claim claim(Caller caller, String route, String key, String body) {
        if (!VALID_KEY.matcher(key).matches()) {
            throw Refusal.invalid("Idempotency-Key", "1 to 255 visible ASCII characters.");
        }
        UUID id = ids.next();
        String bodyHash = hash(body);
        Integer claimed =
                transaction.execute(status ->
                        jdbc.sql(CLAIM)
                                .param("id", id)
                                .param("payer", caller.payerId())
                                .param("account", caller.accountId())
                                .param("route", route)
                                .param("key", hash(key))
                                .param("body", bodyHash)
                                .update());
        if (claimed != null && claimed == 1) {
            return new Claim.Fresh(id);
        }
        return replay(find(caller, route, key), bodyHash);
    }

    private Row find(Caller caller, String route, String key) {
        return jdbc.sql(FIND)
                .param("payer", caller.payerId())
                .param("account", caller.accountId())
                .param("route", route)
                .param("key", hash(key))
                .query((row, index) ->
                        new Row(
                                row.getString("body_hash"),
                                row.getString("state"),
                                Optional.ofNullable(row.getObject("status", Integer.class)),
                                Optional.ofNullable(row.getString("response")).orElse("")))
                .optional()
                .orElseThrow(Idempotency::stillRunning);
    }

    private static Claim replay(Row row, String bodyHash) {
        if (!row.bodyHash().equals(bodyHash)) {
            throw ErrorCode.IDEMPOTENCY_KEY_REUSED.because(
                    "This Idempotency-Key was used with another body.");
        }
        int status = row.status().orElseThrow(Idempotency::stillRunning);
        return new Claim.Replay(status, row.response());
    }

    private static Refusal stillRunning() {
        return ErrorCode.CONFLICT
                .because("The first request with this Idempotency-Key is still running.")
                .withHeader("Retry-After", "1");
    }

    /**
     * Remembers the answer; call it inside the transaction of the effect.
     *
     * @throws Refusal 409 when the key was taken over meanwhile: the effect is the other request's
     */
    public void complete(Claim.Fresh claim, int status, String response) {
        int mine =
                jdbc.sql(COMPLETE)
                        .param("id", claim.id())
                        .param("status", status)
                        .param("response", response)
                        .update();
        if (mine == 0) {
            throw stillRunning();
        }
    }

    /** Gives the key back after a failure, so that the client may try again with it. */
    public void giveBack(Claim.Fresh claim) {
        transaction.executeWithoutResult(
                status -> jdbc.sql(GIVE_BACK).param("id", claim.id()).update());
    }

    /** Removes what is past its 24 hours; answers how many. */
    public int forgetOld() {
        Integer removed = transaction.execute(status -> jdbc.sql(FORGET).update());
        return removed == null ? 0 : removed;
    }

    private static String hash(String value) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(value.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
