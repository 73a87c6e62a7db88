package app.feedtape.auth.password;

import app.feedtape.auth.account.EmailAddress;
import app.feedtape.auth.secret.OneTimeSecret;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Tokens in mails, by hash: of one purpose, used once, replaced by the next. */
@Repository
class MailProofs {

    private static final String RESET = "password_reset";
    private static final String EMAIL_CHANGE = "email_change";

    private static final String PUT =
            """
            insert into mail_proof (account_id, purpose, token_hash, email, expires_at)
            values (:account, :purpose, :token, :email, app_now() + interval '1 hour')
            on conflict on constraint mail_proof_newest do update set
                token_hash = excluded.token_hash, email = excluded.email,
                created_at = excluded.created_at, expires_at = excluded.expires_at
            """;

    private static final String FIND =
            """
            select account_id from mail_proof
            where token_hash = :token and purpose = :purpose and expires_at > app_now()
            """;

    /** Of several who bring one token the one that deletes the row may go on. */
    private static final String TAKE_RESET =
            """
            delete from mail_proof
            where token_hash = :token and purpose = 'password_reset' and expires_at > app_now()
            """;

    private static final String TAKE_EMAIL_CHANGE =
            """
            delete from mail_proof
            where token_hash = :token and purpose = 'email_change' and expires_at > app_now()
            returning email
            """;

    private static final String REMOVE_ALL = "delete from mail_proof where account_id = :account";

    private static final String FORGET = "delete from mail_proof where expires_at <= app_now()";

    private final JdbcClient jdbc;

    MailProofs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void putReset(UUID accountId, OneTimeSecret token) {
        put(accountId, RESET, token, null);
    }

    void putEmailChange(UUID accountId, OneTimeSecret token, EmailAddress wanted) {
        put(accountId, EMAIL_CHANGE, token, wanted.delivery());
    }

    private void put(UUID accountId, String purpose, OneTimeSecret token, @Nullable String email) {
        jdbc.sql(PUT)
                .param("account", accountId)
                .param("purpose", purpose)
                .param("token", token.hash())
                .param("email", email)
                .update();
    }

    /** Whose password a token may set; it stays usable. */
    Optional<UUID> findReset(OneTimeSecret token) {
        return find(token, RESET);
    }

    /** Whose address a token may change; it stays usable. */
    Optional<UUID> findEmailChange(OneTimeSecret token) {
        return find(token, EMAIL_CHANGE);
    }

    private Optional<UUID> find(OneTimeSecret token, String purpose) {
        return jdbc.sql(FIND)
                .param("token", token.hash())
                .param("purpose", purpose)
                .query(UUID.class)
                .optional();
    }

    /** Uses a token up; false when somebody else has. */
    boolean takeReset(OneTimeSecret token) {
        return jdbc.sql(TAKE_RESET).param("token", token.hash()).update() == 1;
    }

    /** Uses a token up; the address it proves. */
    Optional<String> takeEmailChange(OneTimeSecret token) {
        return jdbc.sql(TAKE_EMAIL_CHANGE)
                .param("token", token.hash())
                .query(String.class)
                .optional();
    }

    /** Whatever is on its way for an account proves nothing any more. */
    void removeAll(UUID accountId) {
        jdbc.sql(REMOVE_ALL).param("account", accountId).update();
    }

    void forgetExpired() {
        jdbc.sql(FORGET).update();
    }
}
