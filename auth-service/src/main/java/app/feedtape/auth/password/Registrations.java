package app.feedtape.auth.password;

import app.feedtape.auth.account.EmailAddress;
import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.web.time.TimeOrderedIds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Registrations that wait for their address to answer, for 24 hours. */
@Repository
class Registrations {

    /** How many one statement forgets. */
    private static final int PORTION = 1_000;

    /** What the same device asked for before no longer counts. */
    private static final String PUT =
            """
            insert into registration (id, email, email_canonical, device_hash, password_hash, name, language)
            values (:id, :email, :canonical, :device, :hash, :name, :language)
            on conflict on constraint registration_once do update set
                id = excluded.id, email = excluded.email, password_hash = excluded.password_hash,
                name = excluded.name, language = excluded.language, token_hash = null,
                created_at = excluded.created_at, expires_at = excluded.expires_at
            """;

    /** Refusing the newest instead would let strangers bar an address. */
    private static final String TRIM =
            """
            delete from registration where id = any(array(
                select id from registration where email_canonical = :canonical
                order by created_at desc, id desc offset 6))
            """;

    private static final String NEWEST_HASH =
            """
            select password_hash from registration where email_canonical = :canonical and expires_at > app_now()
            order by created_at desc, id desc limit 1
            """;

    /** The device's own, else the newest; one that is being replaced is waited for and found. */
    private static final String GIVE_TOKEN =
            """
            update registration set token_hash = :token, expires_at = app_now() + interval '24 hours'
            where id = (
                select id from registration
                where email_canonical = :canonical and expires_at > app_now() and (device_hash = :device or not :own)
                order by device_hash = :device desc, created_at desc, id desc limit 1 for update)
            returning email, language
            """;

    /** Of several who bring one token the one that deletes the row may go on. */
    private static final String TAKE =
            """
            delete from registration where token_hash = :token and expires_at > app_now()
            returning email, password_hash, name, language
            """;

    private static final String REMOVE =
            "delete from registration where email_canonical = :canonical";

    private static final String FORGET =
            """
            delete from registration where id = any(array(
                select id from registration where expires_at <= app_now() limit :portion))
            """;

    private final JdbcClient jdbc;
    private final TimeOrderedIds ids;

    Registrations(JdbcClient jdbc, TimeOrderedIds ids) {
        this.jdbc = jdbc;
        this.ids = ids;
    }

    /** What somebody asked for who has proven to read the address's mail. */
    record Registration(String email, String passwordHash, @Nullable String name, String language) {
        @Override
        public String toString() {
            return "Registration[hidden]";
        }
    }

    /** Where a verification mail goes. */
    record Addressee(String email, String language) {
        @Override
        public String toString() {
            return "Addressee[hidden]";
        }
    }

    void put(
            EmailAddress email,
            byte[] device,
            String hash,
            @Nullable String name,
            String language) {
        jdbc.sql(PUT)
                .param("id", ids.next())
                .param("email", email.delivery())
                .param("canonical", email.canonical())
                .param("device", device)
                .param("hash", hash)
                .param("name", name)
                .param("language", language)
                .update();
        jdbc.sql(TRIM).param("canonical", email.canonical()).update();
    }

    /** The password of the newest registration of an address. */
    Optional<String> findNewestHash(EmailAddress email) {
        return jdbc.sql(NEWEST_HASH)
                .param("canonical", email.canonical())
                .query(String.class)
                .optional();
    }

    /**
     * Gives a registration its token, in place of the one it had.
     *
     * @param own only the device's own registration will do
     */
    Optional<Addressee> giveToken(
            EmailAddress email, byte[] device, boolean own, OneTimeSecret token) {
        return jdbc.sql(GIVE_TOKEN)
                .param("canonical", email.canonical())
                .param("device", device)
                .param("own", own)
                .param("token", token.hash())
                .query((row, number) ->
                        new Addressee(row.getString("email"), row.getString("language")))
                .optional();
    }

    /** Uses a token up. */
    Optional<Registration> take(OneTimeSecret token) {
        return jdbc.sql(TAKE).param("token", token.hash()).query(Registrations::read).optional();
    }

    /** The address has an owner now: whatever else was asked for it is void. */
    void removeAll(EmailAddress email) {
        jdbc.sql(REMOVE).param("canonical", email.canonical()).update();
    }

    void forgetExpired() {
        int forgotten;
        do {
            forgotten = jdbc.sql(FORGET).param("portion", PORTION).update();
        } while (forgotten == PORTION);
    }

    private static Registration read(ResultSet row, int number) throws SQLException {
        return new Registration(
                row.getString("email"),
                row.getString("password_hash"),
                row.getString("name"),
                row.getString("language"));
    }
}
