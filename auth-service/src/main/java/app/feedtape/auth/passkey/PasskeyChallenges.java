package app.feedtape.auth.passkey;

import app.feedtape.auth.secret.OneTimeSecret;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What devices are asked to sign: five minutes, used up by the first answer, right or wrong. */
@Repository
class PasskeyChallenges {

    private static final String ADD =
            """
            insert into passkey_challenge (challenge_hash, account_id, expires_at)
            values (:challenge, :account, app_now() + interval '5 minutes')
            """;

    private static final String TAKE =
            """
            delete from passkey_challenge where challenge_hash = :challenge
            returning account_id, expires_at > app_now() as timely
            """;

    private static final String REMOVE =
            "delete from passkey_challenge where account_id = :account";

    private static final String FORGET =
            "delete from passkey_challenge where expires_at <= app_now()";

    private final JdbcClient jdbc;

    PasskeyChallenges(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param accountId who wants to add a key; null for somebody who signs in
     */
    record Asked(@Nullable UUID accountId) {}

    OneTimeSecret ask(@Nullable UUID accountId) {
        OneTimeSecret challenge = OneTimeSecret.make();
        jdbc.sql(ADD).param("challenge", challenge.hash()).param("account", accountId).update();
        return challenge;
    }

    Optional<Asked> take(OneTimeSecret challenge) {
        record Taken(Asked asked, boolean timely) {}
        return jdbc.sql(TAKE)
                .param("challenge", challenge.hash())
                .query((row, number) ->
                        new Taken(
                                new Asked(row.getObject("account_id", UUID.class)),
                                row.getBoolean("timely")))
                .optional()
                .filter(Taken::timely)
                .map(Taken::asked);
    }

    void removeAll(UUID accountId) {
        jdbc.sql(REMOVE).param("account", accountId).update();
    }

    void forgetExpired() {
        jdbc.sql(FORGET).update();
    }
}
