package app.feedtape.auth.identity;

import app.feedtape.auth.account.TrialClaims;
import app.feedtape.auth.secret.Sealing;
import app.feedtape.web.time.TimeOrderedIds;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Whose account a provider's person is. */
@Repository
class Identities {

    private static final String REFRESH_TOKEN = "refresh token of a provider";

    private static final String FIND =
            "select account_id from identity where provider = :provider and subject = :subject";

    private static final String ADD =
            """
            insert into identity (id, account_id, provider, subject, email, email_verified, refresh_token)
            values (:id, :account, :provider, :subject, :email, :verified, :token)
            """;

    /** A person who takes back that we know them may come again: their provider says so here. */
    private static final String NOTE_USE =
            """
            update identity set last_used_at = app_now(), email = coalesce(:email, email),
                email_verified = case when :email::text is null then email_verified else :verified end,
                refresh_token = coalesce(:token, refresh_token), revoked_at = null
            where provider = :provider and subject = :subject
            """;

    private static final String COLUMNS =
            """
            select id, account_id, provider, subject, email, email_verified, forwards_mail, linked_at, last_used_at
            from identity
            """;

    private static final String LIST =
            COLUMNS
                    + " where account_id = :account and revoked_at is null order by linked_at, id limit :most";

    private static final String COUNT =
            """
            select count(*) from identity
            where account_id = :account and revoked_at is null and provider = any(:providers)
            """;

    private static final String REMOVE =
            "delete from identity where id = any(:ids) returning provider, refresh_token";

    private static final String IDS = "select id from identity where account_id = :account";

    private static final String REVOKE =
            """
            update identity set revoked_at = app_now(), refresh_token = null
            where provider = :provider and subject = :subject and revoked_at is null and last_used_at <= :since
            """;

    private static final String REMOVE_REVOKED =
            """
            delete from identity where provider = :provider and subject = :subject and revoked_at is not null
            """;

    private static final String FORWARD =
            """
            update identity set forwards_mail = :forwards
            where provider = :provider and subject = :subject and forwards_mail <> :forwards
            """;

    private final JdbcClient jdbc;
    private final Sealing sealing;
    private final TimeOrderedIds ids;
    private final TrialClaims trials;

    Identities(JdbcClient jdbc, Sealing sealing, TimeOrderedIds ids, TrialClaims trials) {
        this.jdbc = jdbc;
        this.sealing = sealing;
        this.ids = ids;
        this.trials = trials;
    }

    Optional<UUID> findAccount(String provider, String subject) {
        return jdbc.sql(FIND)
                .param("provider", provider)
                .param("subject", subject)
                .query(UUID.class)
                .optional();
    }

    /**
     * Links a person of a provider to an account.
     *
     * @throws org.springframework.dao.DuplicateKeyException when they are linked already
     */
    void add(UUID accountId, ProvenIdentity proven) {
        write(ADD, proven).param("id", ids.next()).param("account", accountId).update();
        trials.tell(accountId, proven.provider(), proven.subject());
    }

    /** The address a provider has now is noted; it is never taken over into an account. */
    void noteUse(ProvenIdentity proven) {
        write(NOTE_USE, proven).update();
    }

    private JdbcClient.StatementSpec write(String statement, ProvenIdentity proven) {
        return jdbc.sql(statement)
                .param("provider", proven.provider())
                .param("subject", proven.subject())
                .param("email", proven.email())
                .param("verified", proven.emailVerified())
                .param("token", sealed(proven.refreshToken()));
    }

    private byte @Nullable [] sealed(@Nullable String token) {
        return token == null
                ? null
                : sealing.seal(token.getBytes(StandardCharsets.UTF_8), REFRESH_TOKEN);
    }

    /** A sealed refresh token, readable. */
    String open(byte[] sealed) {
        return new String(sealing.open(sealed, REFRESH_TOKEN), StandardCharsets.UTF_8);
    }

    /** What opens the account now, the oldest first. */
    List<Identity> list(UUID accountId, int most) {
        return jdbc.sql(LIST)
                .param("account", accountId)
                .param("most", most)
                .query(Identities::read)
                .list();
    }

    /** How many open the account by one of these providers. */
    int count(UUID accountId, Collection<String> providers) {
        return jdbc.sql(COUNT)
                .param("account", accountId)
                .param("providers", providers.toArray(String[]::new))
                .query(Integer.class)
                .single();
    }

    /** The refresh token of an identity that is gone, still sealed. */
    record Leftover(String provider, byte[] refreshToken) {}

    /** Removes one, and says what is left to give back. */
    List<Leftover> remove(UUID id) {
        return remove(List.of(id));
    }

    /** Removes all of an account, those taken back too. */
    List<Leftover> removeAll(UUID accountId) {
        return remove(jdbc.sql(IDS).param("account", accountId).query(UUID.class).list());
    }

    private List<Leftover> remove(List<UUID> gone) {
        return jdbc
                .sql(REMOVE)
                .param("ids", gone.toArray(UUID[]::new))
                .query((row, number) -> {
                    byte[] token = row.getBytes("refresh_token");
                    return Optional.ofNullable(token)
                            .map(sealed -> new Leftover(text(row, "provider"), sealed));
                })
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static String text(ResultSet row, String column) {
        try {
            return row.getString(column);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** The provider says that the person takes it back; false when they have come again since. */
    boolean revoke(String provider, String subject, Instant since) {
        return jdbc.sql(REVOKE)
                        .param("provider", provider)
                        .param("subject", subject)
                        .param("since", java.sql.Timestamp.from(since))
                        .update()
                == 1;
    }

    /** The provider's person is gone for good. */
    void removeRevoked(String provider, String subject) {
        jdbc.sql(REMOVE_REVOKED).param("provider", provider).param("subject", subject).update();
    }

    /** The provider forwards mail to its hidden address, or not any more. */
    void forward(String provider, String subject, boolean forwards) {
        jdbc.sql(FORWARD)
                .param("provider", provider)
                .param("subject", subject)
                .param("forwards", forwards)
                .update();
    }

    private static Identity read(ResultSet row, int number) throws SQLException {
        return new Identity(
                row.getObject("id", UUID.class),
                row.getObject("account_id", UUID.class),
                row.getString("provider"),
                row.getString("subject"),
                row.getString("email"),
                row.getBoolean("email_verified"),
                row.getBoolean("forwards_mail"),
                row.getObject("linked_at", OffsetDateTime.class).toInstant(),
                row.getObject("last_used_at", OffsetDateTime.class).toInstant());
    }
}
