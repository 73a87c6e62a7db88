package app.feedtape.billing.endpoint;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Endpoints, each of who made it and within the payer it was made for. Whoever changes an endpoint
 * and its deliveries takes the endpoint first, so that no two wait for each other.
 */
@Repository
class Endpoints {

    private static final String COLUMNS =
            """
            id, payer_id, account_id, url, description, event_types, enabled, disabled_reason, failing_since,
            case when former_until > app_now() then former_until end as former_until, created_at
            """;

    private static final String OWNED = " where payer_id = :payer and account_id = :account ";

    private static final String LIST =
            "select " + COLUMNS + " from endpoint" + OWNED + "order by id";

    private static final String FIND =
            "select " + COLUMNS + " from endpoint" + OWNED + "and id = :id";

    /** Those who make endpoints for one payer come one after the other. */
    private static final String LOCK_PAYER =
            "select pg_advisory_xact_lock(hashtextextended(current_schema() || ':endpoints:' || :payer, 0))";

    private static final String COUNT = "select count(*) from endpoint where payer_id = :payer";

    private static final String ADD =
            """
            insert into endpoint (id, payer_id, account_id, url, description, event_types, enabled, disabled_reason, secret)
            values (:id, :payer, :account, :url, :description, :types, :enabled,
                case when :enabled then null else 'owner' end, :secret)
            """;

    /** Who enables it again starts anew: what was, does not count against it. */
    private static final String CHANGE =
            """
            update endpoint set url = :url, description = :description, event_types = :types, enabled = :enabled,
                disabled_reason = case when :enabled then null else coalesce(disabled_reason, 'owner') end,
                failing_since = case when :enabled and not enabled then null else failing_since end
            where id = :id
            """;

    /** The last one goes on for a day; one before it ends now. */
    private static final String ROTATE =
            """
            update endpoint set former_secret = secret, former_until = app_now() + :overlap * interval '1 second',
                secret = :secret
            where id = :id
            """;

    private static final String DELETE = "delete from endpoint" + OWNED + "and id = :id";

    private static final String LOCK = "select 1 from endpoint where id = :id for no key update";

    private static final String SUCCEEDED =
            "update endpoint set failing_since = null where id = :id and failing_since is not null";

    private static final String FAILED =
            """
            update endpoint set failing_since = coalesce(failing_since, app_now()) where id = :id
            returning failing_since <= app_now() - :patience * interval '1 second' as too_long
            """;

    private static final String DISABLE =
            "update endpoint set enabled = false, disabled_reason = :reason where id = :id and enabled";

    private final JdbcClient jdbc;

    Endpoints(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Endpoint> list(UUID payerId, UUID accountId) {
        return jdbc.sql(LIST)
                .param("payer", payerId)
                .param("account", accountId)
                .query(Endpoints::endpoint)
                .list();
    }

    Optional<Endpoint> find(UUID payerId, UUID accountId, UUID id) {
        return jdbc.sql(FIND)
                .param("payer", payerId)
                .param("account", accountId)
                .param("id", id)
                .query(Endpoints::endpoint)
                .optional();
    }

    /** How many the payer has; nobody makes another one until the transaction ends. */
    @Transactional(propagation = Propagation.MANDATORY)
    public long lockAndCount(UUID payerId) {
        jdbc.sql(LOCK_PAYER).param("payer", payerId.toString()).query((row, n) -> "").single();
        return jdbc.sql(COUNT).param("payer", payerId).query(Long.class).single();
    }

    void add(UUID id, UUID payerId, UUID accountId, EndpointWish wish, byte[] secret) {
        jdbc.sql(ADD)
                .param("id", id)
                .param("payer", payerId)
                .param("account", accountId)
                .param("url", wish.url())
                .param("description", wish.description())
                .param("types", wish.eventTypes().toArray(String[]::new))
                .param("enabled", wish.enabled())
                .param("secret", secret)
                .update();
    }

    /** Until the transaction ends nobody else changes it or claims its deliveries. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean tryLock(UUID id) {
        return jdbc.sql(LOCK).param("id", id).query(Integer.class).optional().isPresent();
    }

    void change(UUID id, EndpointWish wish) {
        jdbc.sql(CHANGE)
                .param("id", id)
                .param("url", wish.url())
                .param("description", wish.description())
                .param("types", wish.eventTypes().toArray(String[]::new))
                .param("enabled", wish.enabled())
                .update();
    }

    void rotate(UUID id, byte[] secret, Duration overlap) {
        jdbc.sql(ROTATE)
                .param("id", id)
                .param("secret", secret)
                .param("overlap", overlap.toSeconds())
                .update();
    }

    boolean tryDelete(UUID payerId, UUID accountId, UUID id) {
        return jdbc.sql(DELETE)
                        .param("payer", payerId)
                        .param("account", accountId)
                        .param("id", id)
                        .update()
                == 1;
    }

    void succeeded(UUID id) {
        jdbc.sql(SUCCEEDED).param("id", id).update();
    }

    /** Notes a failure; answers whether nothing has succeeded for that long. */
    boolean failed(UUID id, Duration patience) {
        return jdbc.sql(FAILED)
                .param("id", id)
                .param("patience", patience.toSeconds())
                .query(Boolean.class)
                .single();
    }

    boolean tryDisable(UUID id, String reason) {
        return jdbc.sql(DISABLE).param("id", id).param("reason", reason).update() == 1;
    }

    private static Endpoint endpoint(ResultSet row, int number) throws SQLException {
        return new Endpoint(
                row.getObject("id", UUID.class),
                row.getObject("payer_id", UUID.class),
                row.getObject("account_id", UUID.class),
                row.getString("url"),
                row.getString("description"),
                Arrays.asList((String[]) row.getArray("event_types").getArray()),
                row.getBoolean("enabled"),
                row.getString("disabled_reason"),
                instant(row, "failing_since"),
                instant(row, "former_until"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
