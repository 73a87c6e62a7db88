package app.feedtape.auth.identity;

import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.auth.session.Device;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** One-time codes of the mobile flow with a challenge: 60 seconds, used up by the first try. */
@Repository
class SignInCodes {

    private static final String ADD =
            """
            insert into sign_in_code (code_hash, account_id, proven_by, code_challenge, device_ip, user_agent, expires_at)
            values (:code, :account, :provenBy, :challenge, :ip, :userAgent, app_now() + interval '60 seconds')
            """;

    private static final String TAKE =
            """
            delete from sign_in_code where code_hash = :code
            returning account_id, proven_by, code_challenge, expires_at > app_now() as timely
            """;

    private static final String FORGET = "delete from sign_in_code where expires_at <= app_now()";

    private static final String FORGET_OF = "delete from sign_in_code where account_id = :account";

    private final JdbcClient jdbc;

    SignInCodes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record SignInCode(UUID accountId, String provenBy, String codeChallenge) {}

    void add(OneTimeSecret code, SignInCode content, Device device) {
        jdbc.sql(ADD)
                .param("code", code.hash())
                .param("account", content.accountId())
                .param("provenBy", content.provenBy())
                .param("challenge", content.codeChallenge())
                .param("ip", device.address())
                .param("userAgent", device.userAgent())
                .update();
    }

    /** Uses a code up, whether or not the caller then proves to be entitled to it. */
    Optional<SignInCode> take(OneTimeSecret code) {
        record Taken(SignInCode content, boolean timely) {}
        return jdbc.sql(TAKE)
                .param("code", code.hash())
                .query((row, number) ->
                        new Taken(
                                new SignInCode(
                                        row.getObject("account_id", UUID.class),
                                        row.getString("proven_by"),
                                        row.getString("code_challenge")),
                                row.getBoolean("timely")))
                .optional()
                .filter(Taken::timely)
                .map(Taken::content);
    }

    void forgetExpired() {
        jdbc.sql(FORGET).update();
    }

    void forgetOf(UUID accountId) {
        jdbc.sql(FORGET_OF).param("account", accountId).update();
    }
}
