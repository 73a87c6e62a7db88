package app.feedtape.auth.key;

import app.feedtape.messaging.outbox.Outbox;
import app.feedtape.web.time.TimeOrderedIds;
import app.feedtape.web.token.KeyScope;
import app.feedtape.web.token.KeySecret;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** API keys. Every change grows the version and is told as a fact in the same transaction. */
@Repository
class ApiKeys {

    /** How many one statement forgets. */
    private static final int PORTION = 500;

    private static final String COLUMNS =
            """
            k.id, k.account_id, k.organization_id, k.version, k.name, k.scopes, k.prefix, k.requests_per_minute,
            k.created_at, k.expires_at, k.last_used_at, k.revoked_at
            """;

    private static final String ADD =
            """
            insert into api_key (id, account_id, organization_id, name, scopes, prefix, requests_per_minute, expires_at)
            values (:id, :account, :organization, :name, string_to_array(:scopes, ' '), :prefix, :rate, :expiresAt)
            """;

    private static final String ADD_SECRET =
            "insert into api_key_secret (secret_hash, key_id) values (:hash, :key)";

    private static final String LIVING =
            "revoked_at is null and (k.expires_at is null or k.expires_at > app_now())";

    private static final String LIST =
            "select "
                    + COLUMNS
                    + " from api_key k where k.account_id = :account and k.revoked_at is null order by k.id";

    private static final String COUNT_LIVING =
            "select count(*) from api_key k where k.account_id = :account and k." + LIVING;

    private static final String FIND =
            "select " + COLUMNS + " from api_key k where k.id = :id and k.account_id = :account";

    private static final String FIND_BY_SECRET =
            "select "
                    + COLUMNS
                    + """
                    , least(k.expires_at, s.ends_at) as ends_at
                    from api_key_secret s join api_key k on k.id = s.key_id
                    where s.secret_hash = :hash and (s.ends_at is null or s.ends_at > app_now()) and k.\
                    """
                    + LIVING;

    /** What was ending already ends now: there are never more than two. */
    private static final String END_SECRETS =
            """
            update api_key_secret set ends_at = case
                when ends_at is null then app_now() + make_interval(secs => :overlap) else app_now() end
            where key_id = :key and (ends_at is null or ends_at > app_now())
            """;

    private static final String FORGET_SECRETS =
            "delete from api_key_secret where key_id = :key and ends_at <= app_now()";

    private static final String CHANGE_PREFIX =
            "update api_key k set prefix = :prefix, version = version + 1 where k.id = :key and k."
                    + LIVING;

    private static final String REVOKE =
            """
            update api_key set revoked_at = app_now(), version = version + 1
            where id = :key and account_id = :account and revoked_at is null
            """;

    private static final String FORGET =
            """
            delete from api_key where id = any(array(
                select id from api_key where least(revoked_at, expires_at) < app_now() - interval '30 days'
                limit :portion))
            """;

    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final TimeOrderedIds ids;

    ApiKeys(JdbcClient jdbc, Outbox outbox, TimeOrderedIds ids) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.ids = ids;
    }

    /**
     * A key that was recognized by one of its secrets.
     *
     * @param endsAt when this secret of it ends; null when it does not by itself
     */
    record Recognized(ApiKey key, @Nullable Instant endsAt) {}

    @Transactional(propagation = Propagation.MANDATORY)
    public ApiKey add(
            UUID accountId, @Nullable UUID organizationId, KeyPlan plan, KeySecret secret) {
        UUID id = ids.next();
        String scopes = String.join(" ", plan.scopes().stream().map(KeyScope::wireName).toList());
        jdbc.sql(ADD)
                .param("id", id)
                .param("account", accountId)
                .param("organization", organizationId)
                .param("name", plan.name())
                .param("scopes", scopes)
                .param("prefix", secret.prefix())
                .param("rate", plan.requestsPerMinute())
                .param(
                        "expiresAt",
                        plan.expiresAt() == null
                                ? null
                                : OffsetDateTime.ofInstant(plan.expiresAt(), ZoneOffset.UTC))
                .update();
        jdbc.sql(ADD_SECRET).param("hash", secret.hash()).param("key", id).update();
        return publish(id, accountId);
    }

    /** What the person has not revoked, the oldest first. */
    List<ApiKey> list(UUID accountId) {
        return jdbc.sql(LIST).param("account", accountId).query(ApiKeys::read).list();
    }

    int countLiving(UUID accountId) {
        return jdbc.sql(COUNT_LIVING).param("account", accountId).query(Integer.class).single();
    }

    /** The key, in whatever state. */
    Optional<ApiKey> find(UUID id, UUID accountId) {
        return jdbc.sql(FIND)
                .param("id", id)
                .param("account", accountId)
                .query(ApiKeys::read)
                .optional();
    }

    /** The living key that a living secret belongs to. */
    Optional<Recognized> recognize(KeySecret secret) {
        return jdbc.sql(FIND_BY_SECRET)
                .param("hash", secret.hash())
                .query((row, number) ->
                        new Recognized(read(row, number), instantOrNull(row, "ends_at")))
                .optional();
    }

    /**
     * Gives a key another secret; the one before lives on for the overlap. The account must be
     * locked by the transaction.
     *
     * @return empty when the key is not living
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<ApiKey> rotate(UUID id, UUID accountId, KeySecret secret, Duration overlap) {
        int rows =
                jdbc.sql(CHANGE_PREFIX).param("key", id).param("prefix", secret.prefix()).update();
        if (rows == 0) {
            return Optional.empty();
        }
        jdbc.sql(FORGET_SECRETS).param("key", id).update();
        jdbc.sql(END_SECRETS)
                .param("key", id)
                .param("overlap", (double) overlap.toSeconds())
                .update();
        jdbc.sql(ADD_SECRET).param("hash", secret.hash()).param("key", id).update();
        return Optional.of(publish(id, accountId));
    }

    /** Ends a key; false when it was over already or is not this account's. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean revoke(UUID id, UUID accountId) {
        boolean revoked =
                jdbc.sql(REVOKE).param("key", id).param("account", accountId).update() == 1;
        if (revoked) {
            publish(id, accountId);
        }
        return revoked;
    }

    /** Forgets what ended a month ago. */
    void forgetEnded() {
        int forgotten;
        do {
            forgotten = jdbc.sql(FORGET).param("portion", PORTION).update();
        } while (forgotten == PORTION);
    }

    private ApiKey publish(UUID id, UUID accountId) {
        ApiKey key = find(id, accountId).orElseThrow();
        Instant now = jdbc.sql("select app_now()").query(OffsetDateTime.class).single().toInstant();
        outbox.publish(key.fact(now));
        return key;
    }

    private static ApiKey read(ResultSet row, int number) throws SQLException {
        return new ApiKey(
                row.getObject("id", UUID.class),
                row.getObject("account_id", UUID.class),
                row.getObject("organization_id", UUID.class),
                row.getLong("version"),
                row.getString("name"),
                Stream.of((String[]) row.getArray("scopes").getArray())
                        .map(name -> KeyScope.named(name).orElseThrow())
                        .toList(),
                row.getString("prefix"),
                row.getObject("requests_per_minute", Integer.class),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instantOrNull(row, "expires_at"),
                instantOrNull(row, "last_used_at"),
                instantOrNull(row, "revoked_at"));
    }

    private static @Nullable Instant instantOrNull(ResultSet row, String column)
            throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
