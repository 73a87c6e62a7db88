package app.feedtape.auth.account;

import app.feedtape.events.AccountFact.ListenerSettings;
import app.feedtape.messaging.outbox.Outbox;
import app.feedtape.web.time.TimeOrderedIds;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Accounts. Every change grows the version and is told as a fact in the same transaction. */
@Repository
public class Accounts {

    private static final String COLUMNS =
            """
            id, version, email, email_verified, name, status, role, voice, speed, language, quality,
            created_at, changed_at
            """;

    private static final String FIND = "select " + COLUMNS + " from account where id = :id";

    private static final String FIND_VERIFIED =
            "select "
                    + COLUMNS
                    + " from account where email_canonical = :canonical and email_verified and status <> 'deleted'";

    /** The unique index on verified addresses decides between two first sign-ins of one person. */
    private static final String ADD =
            """
            insert into account (id, email, email_canonical, email_verified, name)
            values (:id, :email, :canonical, :verified, :name)
            """;

    /** The unique index on verified addresses decides between two who prove one at once. */
    private static final String PROVE_ADDRESS =
            """
            update account set email_verified = true, version = version + 1, changed_at = app_now()
            where id = :id and email = :email and not email_verified and status = 'active'
                and not exists (
                    select 1 from account other where other.email_canonical = account.email_canonical
                        and other.email_verified and other.status <> 'deleted')
            """;

    /** The unique index on verified addresses decides between two who take one at once. */
    private static final String CHANGE_ADDRESS =
            """
            update account set email = :email, email_canonical = :canonical, email_verified = true,
                version = version + 1, changed_at = app_now()
            where id = :id and status = 'active'
            """;

    /** More than anybody makes by mistake. */
    private static final int MOST_CLAIMANTS = 20;

    private static final String CLAIMANTS =
            """
            select id from account where email = :email and not email_verified and status = 'active'
                and role = 'listener'
            order by id limit :most
            """;

    /** Nothing a stranger chose is kept, not even the voice. */
    private static final String HAND_OVER =
            """
            update account set email_verified = true, name = :name, voice = default, speed = default,
                language = default, quality = default, version = version + 1, changed_at = app_now()
            where id = :id and email = :email and not email_verified and status = 'active' and role = 'listener'
                and not exists (
                    select 1 from account other where other.email_canonical = account.email_canonical
                        and other.email_verified and other.status <> 'deleted')
            """;

    private static final String CHANGE_SETTINGS =
            """
            update account set voice = :voice, speed = :speed, language = :language, quality = :quality,
                version = version + 1, changed_at = app_now()
            where id = :id and status = 'active'
            """;

    private static final String CHANGE_ROLE =
            """
            update account set role = :role, version = version + 1, changed_at = app_now()
            where id = :id and status <> 'deleted' and role <> :role
            """;

    private static final String CHANGE_STATUS =
            """
            update account set status = :status, version = version + 1, changed_at = app_now()
            where id = :id and status <> 'deleted' and status <> :status
            """;

    /** What says who it was goes with the right to act; the address is free for somebody new. */
    private static final String CLOSE =
            """
            update account set status = 'deleted', email = null, email_canonical = null, email_verified = false,
                name = null, version = version + 1, changed_at = app_now()
            where id = :id and status <> 'deleted'
            """;

    /** Rows that refer to the account may still come: nobody changes its id. */
    private static final String LOCK = "select id from account where id = :id for no key update";

    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final TimeOrderedIds ids;
    private final TrialClaims trials;

    Accounts(JdbcClient jdbc, Outbox outbox, TimeOrderedIds ids, TrialClaims trials) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.ids = ids;
        this.trials = trials;
    }

    /** The account with this id, in whatever state. */
    public Optional<Account> find(UUID id) {
        return jdbc.sql(FIND).param("id", id).query(Accounts::read).optional();
    }

    /** The living account that has proven to own the mailbox. */
    public Optional<Account> findVerified(EmailAddress address) {
        return jdbc.sql(FIND_VERIFIED)
                .param("canonical", address.canonical())
                .query(Accounts::read)
                .optional();
    }

    /**
     * A new account.
     *
     * @param email null when the person gave none that is an address
     * @throws org.springframework.dao.DuplicateKeyException when another one has proven the address
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Account add(@Nullable EmailAddress email, boolean verified, @Nullable String name) {
        UUID id = ids.next();
        jdbc.sql(ADD)
                .param("id", id)
                .param("email", email == null ? null : email.delivery())
                .param("canonical", email == null ? null : email.canonical())
                .param("verified", verified)
                .param("name", name)
                .update();
        return publish(id);
    }

    /**
     * Notes that the address of an account has been proven; nothing changes when the account has
     * another one or when the address is somebody else's by now.
     *
     * @return the account as it is then
     * @throws org.springframework.dao.DuplicateKeyException when somebody else proves it right now
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Account proveAddress(UUID id, EmailAddress address) {
        changed(
                id,
                jdbc.sql(PROVE_ADDRESS)
                        .param("id", id)
                        .param("email", address.delivery())
                        .update());
        return find(id).orElseThrow();
    }

    /**
     * Gives an account an address that has just been proven.
     *
     * @throws org.springframework.dao.DuplicateKeyException when it is another account's
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void changeAddress(UUID id, EmailAddress proven) {
        changed(
                id,
                jdbc.sql(CHANGE_ADDRESS)
                        .param("id", id)
                        .param("email", proven.delivery())
                        .param("canonical", proven.canonical())
                        .update());
    }

    /** Accounts, the oldest first, that were made with exactly this address and never proved it. */
    public List<UUID> listClaimants(EmailAddress address) {
        return jdbc.sql(CLAIMANTS)
                .param("email", address.delivery())
                .param("most", MOST_CLAIMANTS)
                .query(UUID.class)
                .list();
    }

    /**
     * Gives an account that only claimed its address to whoever has proven it; {@link Displacement}
     * empties it.
     *
     * @param name the owner's
     * @return false when the account is not to be had any more
     * @throws org.springframework.dao.DuplicateKeyException when somebody else proves it right now
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean handOver(UUID id, EmailAddress address, @Nullable String name) {
        return changed(
                id,
                jdbc.sql(HAND_OVER)
                        .param("id", id)
                        .param("email", address.delivery())
                        .param("name", name)
                        .update());
    }

    /** Makes what follows in this transaction the only thing that happens to the account. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<Account> lock(UUID id) {
        jdbc.sql(LOCK).param("id", id).query(UUID.class).optional();
        return find(id);
    }

    boolean changeSettings(UUID id, ListenerSettings settings) {
        return changed(
                id,
                jdbc.sql(CHANGE_SETTINGS)
                        .param("id", id)
                        .param("voice", settings.voice())
                        .param("speed", settings.speed())
                        .param("language", settings.language())
                        .param("quality", settings.quality())
                        .update());
    }

    boolean changeRole(UUID id, Role role) {
        return changed(
                id, jdbc.sql(CHANGE_ROLE).param("id", id).param("role", role.column()).update());
    }

    boolean changeStatus(UUID id, Account.Status status) {
        return changed(
                id,
                jdbc.sql(CHANGE_STATUS).param("id", id).param("status", status.column()).update());
    }

    /** The person has deleted it; false when they had already. The account must be locked. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean tryClose(UUID id) {
        return changed(id, jdbc.sql(CLOSE).param("id", id).update());
    }

    private boolean changed(UUID id, int rows) {
        if (rows == 1) {
            publish(id);
        }
        return rows == 1;
    }

    private Account publish(UUID id) {
        Account account = find(id).orElseThrow();
        outbox.publish(account.fact());
        String email = account.email();
        if (email != null && account.emailVerified()) {
            EmailAddress.parse(email)
                    .ifPresent(address -> trials.tell(id, "email", address.canonical()));
        }
        return account;
    }

    private static Account read(ResultSet row, int number) throws SQLException {
        return new Account(
                row.getObject("id", UUID.class),
                row.getLong("version"),
                row.getString("email"),
                row.getBoolean("email_verified"),
                row.getString("name"),
                Account.Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                Role.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
                new ListenerSettings(
                        row.getString("voice"),
                        shortest(row.getBigDecimal("speed")),
                        row.getString("language"),
                        row.getString("quality")),
                instant(row, "created_at"),
                instant(row, "changed_at"));
    }

    /** 1.00 is told as 1.0, 1.25 as it is. */
    private static BigDecimal shortest(BigDecimal speed) {
        BigDecimal stripped = speed.stripTrailingZeros();
        return stripped.scale() < 1 ? stripped.setScale(1) : stripped;
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
