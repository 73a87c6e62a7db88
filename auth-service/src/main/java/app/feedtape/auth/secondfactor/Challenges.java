package app.feedtape.auth.secondfactor;

import app.feedtape.auth.secret.OneTimeSecret;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Sign-ins that wait for a second factor: five minutes, one session at most. */
@Repository
class Challenges {

    private static final String ADD =
            """
            insert into two_factor_challenge (challenge_hash, account_id, proven_by, device_name, expires_at)
            values (:challenge, :account, :provenBy, :deviceName, app_now() + interval '5 minutes')
            """;

    private static final String FIND =
            """
            select account_id, proven_by, device_name from two_factor_challenge
            where challenge_hash = :challenge and expires_at > app_now()
            """;

    private static final String USE =
            "delete from two_factor_challenge where challenge_hash = :challenge and expires_at > app_now()";

    private static final String REMOVE =
            "delete from two_factor_challenge where account_id = :account";

    private static final String FORGET =
            "delete from two_factor_challenge where expires_at <= app_now()";

    private final JdbcClient jdbc;

    Challenges(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What has been proven so far.
     *
     * @param provenBy the first factor
     */
    record Waiting(UUID accountId, String provenBy, @Nullable String deviceName) {}

    void add(OneTimeSecret challenge, Waiting waiting) {
        jdbc.sql(ADD)
                .param("challenge", challenge.hash())
                .param("account", waiting.accountId())
                .param("provenBy", waiting.provenBy())
                .param("deviceName", waiting.deviceName())
                .update();
    }

    Optional<Waiting> find(OneTimeSecret challenge) {
        return jdbc.sql(FIND)
                .param("challenge", challenge.hash())
                .query((row, number) ->
                        new Waiting(
                                row.getObject("account_id", UUID.class),
                                row.getString("proven_by"),
                                row.getString("device_name")))
                .optional();
    }

    boolean tryUse(OneTimeSecret challenge) {
        return jdbc.sql(USE).param("challenge", challenge.hash()).update() == 1;
    }

    void removeAll(UUID accountId) {
        jdbc.sql(REMOVE).param("account", accountId).update();
    }

    void forgetExpired() {
        jdbc.sql(FORGET).update();
    }
}
