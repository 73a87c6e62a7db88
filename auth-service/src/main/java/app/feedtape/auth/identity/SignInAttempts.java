package app.feedtape.auth.identity;

import app.feedtape.auth.identity.SignInAttempt.Linker;
import app.feedtape.auth.identity.SignInAttempt.Mode;
import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.auth.secret.Sealing;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
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
            insert into sign_in_attempt (state_hash, provider, mode, binding_hash, verifier, nonce_hash, code_challenge,
                account_id, session_id, expires_at)
            values (:state, :provider, :mode, :binding, :verifier, :nonce, :challenge,
                :account, :session, app_now() + interval '10 minutes')
            """;

    /** Of several callbacks with one state the one that deletes the row may go on. */
    private static final String TAKE =
            """
            delete from sign_in_attempt
            where state_hash = :state and provider = :provider and expires_at > app_now()
                and (binding_hash is null or binding_hash = :binding)
            returning mode, verifier, nonce_hash, code_challenge, account_id, session_id
            """;

    private static final String FORGET =
            """
            delete from sign_in_attempt where state_hash = any(array(
                select state_hash from sign_in_attempt where expires_at <= app_now() limit :portion))
            """;

    private static final String FORGET_OF =
            "delete from sign_in_attempt where account_id = :account";

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
        Linker linker = attempt.linker();
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
                .param("nonce", attempt.nonceHash())
                .param("challenge", attempt.codeChallenge())
                .param("account", linker == null ? null : linker.accountId())
                .param("session", linker == null ? null : linker.sessionId())
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

    /** What an account has begun to link. */
    void forgetOf(UUID accountId) {
        jdbc.sql(FORGET_OF).param("account", accountId).update();
    }

    private SignInAttempt read(ResultSet row, int number) throws SQLException {
        UUID account = row.getObject("account_id", UUID.class);
        return new SignInAttempt(
                Mode.valueOf(row.getString("mode").toUpperCase(Locale.ROOT)),
                new OneTimeSecret(
                        new String(
                                sealing.open(row.getBytes("verifier"), VERIFIER),
                                StandardCharsets.UTF_8)),
                row.getBytes("nonce_hash"),
                row.getString("code_challenge"),
                account == null
                        ? null
                        : new Linker(account, row.getObject("session_id", UUID.class)));
    }
}
