package app.feedtape.auth.identity;

import app.feedtape.web.time.TimeOrderedIds;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Whose account a provider's person is. */
@Repository
class Identities {

    private static final String FIND =
            "select account_id from identity where provider = :provider and subject = :subject";

    private static final String ADD =
            """
            insert into identity (id, account_id, provider, subject, email, email_verified)
            values (:id, :account, :provider, :subject, :email, :verified)
            """;

    private static final String NOTE_USE =
            """
            update identity set last_used_at = app_now(), email = :email, email_verified = :verified
            where provider = :provider and subject = :subject
            """;

    private static final String COUNT = "select count(*) from identity where account_id = :account";

    private static final String REMOVE_ALL = "delete from identity where account_id = :account";

    private final JdbcClient jdbc;
    private final TimeOrderedIds ids;

    Identities(JdbcClient jdbc, TimeOrderedIds ids) {
        this.jdbc = jdbc;
        this.ids = ids;
    }

    Optional<UUID> findAccount(ProvenIdentity proven) {
        return jdbc.sql(FIND)
                .param("provider", proven.provider())
                .param("subject", proven.subject())
                .query(UUID.class)
                .optional();
    }

    /**
     * Links a person of a provider to an account.
     *
     * @throws org.springframework.dao.DuplicateKeyException when they are linked already
     */
    void add(UUID accountId, ProvenIdentity proven) {
        jdbc.sql(ADD)
                .param("id", ids.next())
                .param("account", accountId)
                .param("provider", proven.provider())
                .param("subject", proven.subject())
                .param("email", proven.email())
                .param("verified", proven.emailVerified())
                .update();
    }

    /** The address a provider has now is noted; it is never taken over into an account. */
    void noteUse(ProvenIdentity proven) {
        jdbc.sql(NOTE_USE)
                .param("provider", proven.provider())
                .param("subject", proven.subject())
                .param("email", proven.email())
                .param("verified", proven.emailVerified())
                .update();
    }

    int count(UUID accountId) {
        return jdbc.sql(COUNT).param("account", accountId).query(Integer.class).single();
    }

    void removeAll(UUID accountId) {
        jdbc.sql(REMOVE_ALL).param("account", accountId).update();
    }
}
