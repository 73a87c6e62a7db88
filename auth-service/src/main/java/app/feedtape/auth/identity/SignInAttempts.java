package app.feedtape.auth.identity;

import app.feedtape.auth.identity.SignInAttempt.Mode;
import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.auth.secret.Sealing;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Attempts by the hash of their state: used once, for ten minutes, by the browser that began. */
@Repository
class SignInAttempts {

    /** How many one statement forgets. */
    private static final int PORTION = 5_000;

    private static final String VERIFIER = "PKCE verifier";

    private static final String ADD =
            """
            insert into sign_in_attempt (state_hash, provider, mode, binding_hash, verifier, code_challenge, expires_at)
            values (:state, :provider, :mode, :binding, :verifier, :challenge, app_now() + interval '10 minutes')
            """;

    /** Of several callbacks with one state the one that deletes the row may go on. */
    private static final String TAKE =
            """
            delete from sign_in_attempt
            where state_hash = :state and provider = :provider and expires_at > app_now()
                and (binding_hash is null or binding_hash = :binding)
            returning mode, verifier, code_challenge
            """;

    private static final String FORGET =
            """
            delete from sign_in_attempt where state_hash = any(array(
                select state_hash from sign_in_attempt where expires_at <= app_now() limit :portion))
            """;

    private final JdbcClient jdbc;
    private final Sealing sealing;

    SignInAttempts(JdbcClient jdbc, Sealing sealing) {
        this.jdbc = jdbc;
        this.sealing = sealing;
    }

    /**
     * Remembers an attempt.
     *
     * @param binding what the browser's cookie holds; null where there is no cookie
     */
    void add(
            String state, String provider, @Nullable OneTimeSecret binding, SignInAttempt attempt) {
        jdbc.sql(ADD)
                .param("state", OneTimeSecret.sha256(state))
                .param("provider", provider)
                .param("mode", attempt.mode().column())
                .param("binding", binding == null ? null : binding.hash())
                .param(
                        "verifier",
                        sealing.seal(
                                attempt.verifier().value().getBytes(StandardCharsets.UTF_8),
                                VERIFIER))
                .param("challenge", attempt.codeChallenge())
                .update();
    }

    /** Uses an attempt up; empty when there is none to use. */
    Optional<SignInAttempt> take(String state, String provider, @Nullable String binding) {
        return jdbc.sql(TAKE)
                .param("state", OneTimeSecret.sha256(state))
                .param("provider", provider)
                .param("binding", OneTimeSecret.sha256(binding == null ? "" : binding))
                .query(this::read)
                .optional();
    }

    void forgetExpired() {
        int forgotten;
        do {
            forgotten = jdbc.sql(FORGET).param("portion", PORTION).update();
        } while (forgotten == PORTION);
    }

    private SignInAttempt read(ResultSet row, int number) throws SQLException {
        return new SignInAttempt(
                Mode.valueOf(row.getString("mode").toUpperCase(Locale.ROOT)),
                new OneTimeSecret(
                        new String(
                                sealing.open(row.getBytes("verifier"), VERIFIER),
                                StandardCharsets.UTF_8)),
                row.getString("code_challenge"));
    }
}
