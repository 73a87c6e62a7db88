package app.feedtape.auth.passkey;

import app.feedtape.web.time.TimeOrderedIds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** People's passkeys. */
@Repository
class Passkeys {

    /** More devices than anybody unlocks. */
    static final int MOST_PER_ACCOUNT = 20;

    private static final String COLUMNS =
            """
            id, account_id, credential_id, credential, sign_count, backup_eligible, backed_up, transports, name,
            created_at, last_used_at
            """;

    private static final String LIST =
            "select "
                    + COLUMNS
                    + " from passkey where account_id = :account order by created_at, id";

    private static final String FIND =
            "select " + COLUMNS + " from passkey where credential_id = :credentialId";

    private static final String ADD =
            """
            insert into passkey (id, account_id, credential_id, credential, sign_count, backup_eligible, backed_up,
                transports, name)
            values (:id, :account, :credentialId, :credential, :signCount, :backupEligible, :backedUp, :transports, :name)
            on conflict on constraint passkey_credential_once do nothing
            """;

    /**
     * The count of a device that counts only grows: of two that sign with one key, the one that is
     * behind is a copy. A device that does not count always says 0.
     */
    private static final String USE =
            """
            update passkey set sign_count = :signCount, backed_up = :backedUp, last_used_at = app_now()
            where id = :id and (sign_count < :signCount or sign_count = 0 and :signCount = 0)
            """;

    private static final String RENAME =
            "update passkey set name = :name where id = :id and account_id = :account";

    private static final String REMOVE =
            "delete from passkey where id = :id and account_id = :account returning name";

    private static final String REMOVE_ALL = "delete from passkey where account_id = :account";

    private static final String COUNT = "select count(*) from passkey where account_id = :account";

    private final JdbcClient jdbc;
    private final TimeOrderedIds ids;

    Passkeys(JdbcClient jdbc, TimeOrderedIds ids) {
        this.jdbc = jdbc;
        this.ids = ids;
    }

    List<Passkey> list(UUID accountId) {
        return jdbc.sql(LIST).param("account", accountId).query(Passkeys::read).list();
    }

    Optional<Passkey> find(byte[] credentialId) {
        return jdbc.sql(FIND).param("credentialId", credentialId).query(Passkeys::read).optional();
    }

    /** Adds one; empty when the credential is known already. */
    Optional<UUID> tryAdd(UUID accountId, Ceremony.Registered registered, String name) {
        UUID id = ids.next();
        int added =
                jdbc.sql(ADD)
                        .param("id", id)
                        .param("account", accountId)
                        .param("credentialId", registered.credentialId())
                        .param("credential", registered.credential())
                        .param("signCount", registered.signCount())
                        .param("backupEligible", registered.backupEligible())
                        .param("backedUp", registered.backedUp())
                        .param("transports", String.join(",", registered.transports()))
                        .param("name", name)
                        .update();
        return added == 1 ? Optional.of(id) : Optional.empty();
    }

    /** False when the device's count did not grow. */
    boolean tryUse(UUID id, Ceremony.Signed signed) {
        return jdbc.sql(USE)
                        .param("id", id)
                        .param("signCount", signed.signCount())
                        .param("backedUp", signed.backedUp())
                        .update()
                == 1;
    }

    boolean tryRename(UUID id, UUID accountId, String name) {
        return jdbc.sql(RENAME)
                        .param("id", id)
                        .param("account", accountId)
                        .param("name", name)
                        .update()
                == 1;
    }

    /** Removes one and says how it was called; empty when it is not there or somebody else's. */
    Optional<String> remove(UUID id, UUID accountId) {
        return jdbc.sql(REMOVE)
                .param("id", id)
                .param("account", accountId)
                .query(String.class)
                .optional();
    }

    void removeAll(UUID accountId) {
        jdbc.sql(REMOVE_ALL).param("account", accountId).update();
    }

    int count(UUID accountId) {
        return jdbc.sql(COUNT).param("account", accountId).query(Integer.class).single();
    }

    private static Passkey read(ResultSet row, int number) throws SQLException {
        @Nullable OffsetDateTime lastUsedAt = row.getObject("last_used_at", OffsetDateTime.class);
        return new Passkey(
                row.getObject("id", UUID.class),
                row.getObject("account_id", UUID.class),
                row.getBytes("credential_id"),
                row.getBytes("credential"),
                row.getLong("sign_count"),
                row.getBoolean("backup_eligible"),
                row.getBoolean("backed_up"),
                Arrays.stream(row.getString("transports").split(","))
                        .filter(transport -> !transport.isEmpty())
                        .collect(Collectors.toUnmodifiableSet()),
                row.getString("name"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                lastUsedAt == null ? null : lastUsedAt.toInstant());
    }
}
