package app.feedtape.auth.session;

import app.feedtape.events.SessionFact.SessionEnded;
import app.feedtape.events.SessionFact.SessionStarted;
import app.feedtape.messaging.outbox.Outbox;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Sessions. Start and end are told as facts in the same transaction. */
@Repository
public class Sessions {

    /** More devices than anybody signs in; the oldest give way. */
    static final int MOST_PER_ACCOUNT = 20;

    private static final String START =
            """
            insert into session (id, account_id, proven_by, strength, strong_at, device_ip, user_agent, device_name,
                secret, expires_at)
            values (:id, :account, :provenBy, :strength, case when :strong then app_now() end, :ip, :userAgent, :deviceName,
                :secret, app_now() + interval '90 days')
            """;

    private static final String START_ACTING =
            """
            insert into session (id, account_id, proven_by, device_ip, user_agent, device_name, secret, expires_at)
            values (:id, :account, 'operator', '', '', 'FeedTape support', '', app_now() + interval '15 minutes')
            """;

    /**
     * Everybody who changes sessions of an account and tells of it waits here first. The lock
     * leaves rows alone that only refer to the account.
     */
    private static final String LOCK_ACCOUNT =
            "select 1 from account where id = :account for no key update";

    private static final String LIVING =
            """
            select id, account_id, proven_by, strong_at, device_ip, user_agent, device_name, started_at, last_seen_at,
                expires_at
            from session where account_id = :account and ended_at is null and expires_at > app_now()
            order by started_at desc, id desc
            """;

    private static final String FIND =
            """
            select id, account_id, proven_by, strong_at, device_ip, user_agent, device_name, started_at, last_seen_at,
                expires_at
            from session where id = :id and account_id = :account
            """;

    private static final String END =
            """
            update session set ended_at = app_now(), end_reason = :reason
            where id = :id and account_id = :account and ended_at is null
            returning ended_at
            """;

    /** Sessions are remembered for a month after their end; nobody has more kinds of devices. */
    private static final String SEEN =
            """
            select distinct device_ip, user_agent, device_name from session where account_id = :account limit 500
            """;

    private static final String STRENGTHEN =
            """
            update session set strength = 'two_factors', strong_at = app_now()
            where id = :id and account_id = :account and ended_at is null
            """;

    private static final String STANDING =
            """
            select ended_at is null and expires_at > app_now() as living,
                access_seen_generation < :generation or last_seen_at < app_now() - interval '5 minutes' as news
            from session where id = :id and account_id = :account
            """;

    private static final String IS_OVER =
            """
            select exists(select 1 from session
                where id = :id and account_id = :account and (ended_at is not null or expires_at <= app_now()))
            """;

    private static final String NOTE =
            """
            update session set last_seen_at = app_now(),
                access_seen_generation = greatest(access_seen_generation, least(:generation, generation)),
                access_seen_at = case when least(:generation, generation) > access_seen_generation
                    then app_now() else access_seen_at end
            where id = :id and ended_at is null
            """;

    private static final String KNOWN_DEVICE =
            """
            select exists(select 1 from session
                where account_id = :account and device_ip = :ip and user_agent = :userAgent)
            """;

    private final JdbcClient jdbc;
    private final Outbox outbox;

    Sessions(JdbcClient jdbc, Outbox outbox) {
        this.jdbc = jdbc;
        this.outbox = outbox;
    }

    /**
     * A device signs in. The account must be locked by the transaction, so that the number of its
     * sessions holds.
     *
     * @param secret what its refresh tokens are derived from, sealed
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Session start(UUID id, UUID accountId, Proof proof, Device device, byte[] secret) {
        jdbc.sql(START)
                .param("id", id)
                .param("account", accountId)
                .param("provenBy", proof.method())
                .param("strength", proof.strength())
                .param("strong", proof.withSecondFactor())
                .param("ip", device.address())
                .param("userAgent", device.userAgent())
                .param("deviceName", device.givenName())
                .param("secret", secret)
                .update();
        Session started = find(id, accountId).orElseThrow();
        outbox.publish(new SessionStarted(accountId, id, started.startedAt()));
        list(accountId).stream()
                .filter(session -> !session.proof().isOperators())
                .skip(MOST_PER_ACCOUNT)
                .forEach(oldest -> endLocked(oldest.id(), accountId, EndReason.REVOKED));
        return started;
    }

    /** An operator begins to act in the person's name; as {@link #start}, but nothing gives way. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Session startActing(UUID id, UUID accountId) {
        jdbc.sql(START_ACTING).params(Map.of("id", id, "account", accountId)).update();
        Session started = find(id, accountId).orElseThrow();
        outbox.publish(new SessionStarted(accountId, id, started.startedAt()));
        return started;
    }

    /** The session, living or over. */
    public Optional<Session> find(UUID id, UUID accountId) {
        return jdbc.sql(FIND)
                .param("id", id)
                .param("account", accountId)
                .query(Sessions::read)
                .optional();
    }

    /** Whether this was a session of the account and is none any more. */
    public boolean isOver(UUID id, UUID accountId) {
        return jdbc.sql(IS_OVER)
                .param("id", id)
                .param("account", accountId)
                .query(Boolean.class)
                .single();
    }

    /** Whether the account has signed in from such a device in the last month. */
    public boolean isKnownDevice(UUID accountId, Device device) {
        return jdbc.sql(KNOWN_DEVICE)
                .param("account", accountId)
                .param("ip", device.address())
                .param("userAgent", device.userAgent())
                .query(Boolean.class)
                .single();
    }

    /** Living sessions, the newest first. */
    public List<Session> list(UUID accountId) {
        return jdbc.sql(LIVING).param("account", accountId).query(Sessions::read).list();
    }

    /** Ends a session; false when it was over already or is not this account's. */
    @Transactional
    public boolean end(UUID id, UUID accountId, EndReason reason) {
        lock(accountId);
        return endLocked(id, accountId, reason);
    }

    private boolean endLocked(UUID id, UUID accountId, EndReason reason) {
        Optional<OffsetDateTime> endedAt =
                jdbc.sql(END)
                        .param("id", id)
                        .param("account", accountId)
                        .param("reason", reason.column())
                        .query(OffsetDateTime.class)
                        .optional();
        endedAt.ifPresent(at ->
                outbox.publish(new SessionEnded(accountId, id, at.toInstant(), reason.column())));
        return endedAt.isPresent();
    }

    /** Ends every living session and says how many there were. */
    @Transactional
    public int endAll(UUID accountId, EndReason reason) {
        lock(accountId);
        return (int)
                list(accountId).stream()
                        .filter(session -> endLocked(session.id(), accountId, reason))
                        .count();
    }

    /** Ends every living session but one, and says how many there were. */
    @Transactional
    public int endOthers(UUID accountId, UUID keptId, EndReason reason) {
        lock(accountId);
        return (int)
                list(accountId).stream()
                        .filter(session -> !session.id().equals(keptId))
                        .filter(session -> endLocked(session.id(), accountId, reason))
                        .count();
    }

    /** Devices the account has signed in from in the last month, each once. */
    public List<Device> listDevices(UUID accountId) {
        return jdbc.sql(SEEN)
                .param("account", accountId)
                .query((row, number) -> device(row))
                .list();
    }

    /** A second factor was shown in a session; false when it is over or somebody else's. */
    public boolean strengthen(UUID id, UUID accountId) {
        return jdbc.sql(STRENGTHEN).param("id", id).param("account", accountId).update() == 1;
    }

    private void lock(UUID accountId) {
        jdbc.sql(LOCK_ACCOUNT).param("account", accountId).query(Integer.class).optional();
    }

    /**
     * Notes that an access token of this session was presented.
     *
     * @param generation of the refresh token the access token was given with
     * @return whether the session lives
     */
    public boolean see(UUID id, UUID accountId, long generation) {
        record Standing(boolean living, boolean news) {}
        Optional<Standing> standing =
                jdbc.sql(STANDING)
                        .param("id", id)
                        .param("account", accountId)
                        .param("generation", generation)
                        .query((row, number) ->
                                new Standing(row.getBoolean("living"), row.getBoolean("news")))
                        .optional();
        if (standing.isEmpty() || !standing.get().living()) {
            return false;
        }
        if (standing.get().news()) {
            jdbc.sql(NOTE).param("id", id).param("generation", generation).update();
        }
        return true;
    }

    private static Session read(ResultSet row, int number) throws SQLException {
        return new Session(
                row.getObject("id", UUID.class),
                row.getObject("account_id", UUID.class),
                new Proof(row.getString("proven_by"), row.getObject("strong_at") != null),
                device(row),
                instant(row, "started_at"),
                instant(row, "last_seen_at"),
                instant(row, "expires_at"),
                row.getObject("strong_at") == null ? null : instant(row, "strong_at"));
    }

    private static Device device(ResultSet row) throws SQLException {
        return new Device(
                row.getString("device_ip"),
                row.getString("user_agent"),
                row.getString("device_name"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
