package app.feedtape.auth.secondfactor;

import app.feedtape.auth.secret.Sealing;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** People's time-based codes, offered and confirmed. The secret is stored sealed. */
@Repository
class SecondFactors {

    /** An offer that was not taken up is replaced; what was confirmed stays. */
    private static final String OFFER =
            """
            insert into second_factor (account_id, secret) values (:account, :secret)
            on conflict (account_id) do update set secret = excluded.secret, created_at = app_now()
            where second_factor.confirmed_at is null
            """;

    /** The step is told by the database's clock, which is one for all instances. */
    private static final String FIND =
            """
            select secret, confirmed_at, last_step, floor(extract(epoch from app_now()) / 30)::bigint as step
            from second_factor
            where account_id = :account and (confirmed_at is not null or created_at > app_now() - interval '15 minutes')
            """;

    private static final String IS_CONFIRMED =
            "select exists (select 1 from second_factor where account_id = :account and confirmed_at is not null)";

    /** Of two who confirm at once one does; an offer made in between is another secret. */
    private static final String CONFIRM =
            """
            update second_factor set confirmed_at = app_now(), last_step = :step
            where account_id = :account and confirmed_at is null and secret = :secret
                and created_at > app_now() - interval '15 minutes'
            """;

    /** The row count decides who uses a code: the last step only grows. */
    private static final String USE =
            """
            update second_factor set last_step = :step
            where account_id = :account and confirmed_at is not null and last_step < :step
            """;

    private static final String REMOVE =
            "delete from second_factor where account_id = :account and (confirmed_at is not null or :offered)";

    private static final String FORGET =
            "delete from second_factor where confirmed_at is null and created_at <= app_now() - interval '15 minutes'";

    private final JdbcClient jdbc;
    private final Sealing sealing;

    SecondFactors(JdbcClient jdbc, Sealing sealing) {
        this.jdbc = jdbc;
        this.sealing = sealing;
    }

    /**
     * A factor as it stands.
     *
     * @param confirmedAt null while it is only offered
     * @param step the current one
     */
    record Known(
            TotpSecret secret,
            byte[] sealed,
            @Nullable Instant confirmedAt,
            long lastStep,
            long step) {

        boolean isConfirmed() {
            return confirmedAt != null;
        }

        @Override
        public String toString() {
            return "Known[hidden]";
        }
    }

    /** False when a confirmed one stands. */
    boolean tryOffer(UUID accountId, TotpSecret secret) {
        return jdbc.sql(OFFER)
                        .param("account", accountId)
                        .param("secret", sealing.seal(secret.key(), context(accountId)))
                        .update()
                == 1;
    }

    /** Confirmed, or offered and not run out. */
    Optional<Known> find(UUID accountId) {
        return jdbc.sql(FIND)
                .param("account", accountId)
                .query((row, number) -> read(accountId, row))
                .optional();
    }

    boolean isConfirmed(UUID accountId) {
        return jdbc.sql(IS_CONFIRMED).param("account", accountId).query(Boolean.class).single();
    }

    boolean tryConfirm(UUID accountId, Known offered, long step) {
        return jdbc.sql(CONFIRM)
                        .param("account", accountId)
                        .param("secret", offered.sealed())
                        .param("step", step)
                        .update()
                == 1;
    }

    boolean tryUse(UUID accountId, long step) {
        return jdbc.sql(USE).param("account", accountId).param("step", step).update() == 1;
    }

    /** Takes a confirmed factor away, and its recovery codes with it. */
    boolean tryRemove(UUID accountId) {
        return remove(accountId, false);
    }

    /** Takes away whatever there is. */
    void removeAny(UUID accountId) {
        remove(accountId, true);
    }

    private boolean remove(UUID accountId, boolean offered) {
        return jdbc.sql(REMOVE).param("account", accountId).param("offered", offered).update() == 1;
    }

    void forgetOffers() {
        jdbc.sql(FORGET).update();
    }

    private Known read(UUID accountId, ResultSet row) throws SQLException {
        byte[] sealed = row.getBytes("secret");
        @Nullable OffsetDateTime confirmedAt = row.getObject("confirmed_at", OffsetDateTime.class);
        return new Known(
                new TotpSecret(sealing.open(sealed, context(accountId))),
                sealed,
                confirmedAt == null ? null : confirmedAt.toInstant(),
                row.getLong("last_step"),
                row.getLong("step"));
    }

    private static String context(UUID accountId) {
        return "second factor " + accountId;
    }
}
