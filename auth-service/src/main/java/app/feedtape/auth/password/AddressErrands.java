package app.feedtape.auth.password;

import app.feedtape.auth.account.EmailAddress;
import app.feedtape.web.time.TimeOrderedIds;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** What was asked about an address and is looked into after the answer. */
@Repository
class AddressErrands {

    private static final String ADD =
            """
            insert into address_errand (id, kind, email, language, device_hash)
            values (:id, :kind, :email, :language, :device)
            """;

    /** Gone with the transaction that has done it. */
    private static final String TAKE =
            """
            delete from address_errand where id = any(array(
                select id from address_errand order by asked_at, id limit 1 for update skip locked))
            returning kind, email, language, device_hash
            """;

    /**
     * Nobody waits for a mail that long; a stuck errand must not stand before the others for good.
     */
    private static final String FORGET =
            "delete from address_errand where asked_at < app_now() - interval '1 hour'";

    private final JdbcClient jdbc;
    private final TimeOrderedIds ids;

    AddressErrands(JdbcClient jdbc, TimeOrderedIds ids) {
        this.jdbc = jdbc;
        this.ids = ids;
    }

    enum Kind {
        REGISTERED,
        VERIFY_AGAIN,
        FORGOT,
        /** Strangers have used up the tries at a password. */
        GUESSED,
        /** Somebody who is signed in wants an address that is another account's. */
        TAKEN;

        String column() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    record Errand(Kind kind, EmailAddress email, String language, byte[] device) {
        @Override
        public String toString() {
            return "Errand[" + kind + "]";
        }
    }

    void add(Kind kind, EmailAddress email, String language, byte[] device) {
        jdbc.sql(ADD)
                .param("id", ids.next())
                .param("kind", kind.column())
                .param("email", email.delivery())
                .param("language", language)
                .param("device", device)
                .update();
    }

    /** The oldest, for the caller's transaction alone. */
    @Transactional(propagation = Propagation.MANDATORY)
    Optional<Errand> take() {
        return jdbc.sql(TAKE)
                .query((row, number) ->
                        new Errand(
                                Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                                EmailAddress.parse(row.getString("email")).orElseThrow(),
                                row.getString("language"),
                                row.getBytes("device_hash")))
                .optional();
    }

    void forgetOld() {
        jdbc.sql(FORGET).update();
    }
}
