package app.feedtape.auth.token;

import app.feedtape.auth.secret.Sealing;
import app.feedtape.auth.token.SigningKey.State;
import com.nimbusds.jose.jwk.ECKey;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.ParseException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Signing keys where all instances find them, private halves sealed. */
@Repository
class SigningKeyRows {

    /** A retired key stays published for a token's life, the verifiers' caches and some room. */
    private static final String PUBLISHED =
            """
            select kid, state, sealed, active_at from signing_key
            where state <> 'retired' or retired_at > app_now() - interval '2 hours'
            order by created_at
            """;

    /**
     * One of two instances at once wins by the partial unique index; the other's key is dropped.
     */
    private static final String ADD =
            """
            insert into signing_key (kid, state, public_key, sealed, active_at)
            values (:kid, :state, :publicKey, :sealed, case when :state = 'next' then null else app_now() end)
            on conflict do nothing
            """;

    private static final String RETIRE =
            "update signing_key set state = 'retired', retired_at = app_now() where kid = :kid and state = 'active'";

    private static final String PROMOTE =
            "update signing_key set state = 'active', active_at = app_now() where state = 'next'";

    private static final String FORGET =
            "delete from signing_key where state = 'retired' and retired_at < app_now() - interval '1 day'";

    private final JdbcClient jdbc;
    private final Sealing sealing;

    SigningKeyRows(JdbcClient jdbc, Sealing sealing) {
        this.jdbc = jdbc;
        this.sealing = sealing;
    }

    List<SigningKey> listPublished() {
        return jdbc.sql(PUBLISHED).query(this::read).list();
    }

    boolean tryAdd(ECKey pair, State state) {
        return jdbc.sql(ADD)
                        .param("kid", pair.getKeyID())
                        .param("state", state.column())
                        .param("publicKey", pair.toPublicJWK().toJSONString())
                        .param(
                                "sealed",
                                sealing.seal(
                                        pair.toJSONString().getBytes(StandardCharsets.UTF_8),
                                        context(pair.getKeyID())))
                        .update()
                == 1;
    }

    /** Whether this caller retired the key: the one that did promotes the next. */
    boolean tryRetire(String keyId) {
        return jdbc.sql(RETIRE).param("kid", keyId).update() == 1;
    }

    void promoteNext() {
        jdbc.sql(PROMOTE).update();
    }

    void forgetRetired() {
        jdbc.sql(FORGET).update();
    }

    private SigningKey read(ResultSet row, int number) throws SQLException {
        String keyId = row.getString("kid");
        OffsetDateTime activeAt = row.getObject("active_at", OffsetDateTime.class);
        byte[] opened = sealing.open(row.getBytes("sealed"), context(keyId));
        try {
            return new SigningKey(
                    ECKey.parse(new String(opened, StandardCharsets.UTF_8)),
                    State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                    activeAt == null ? null : activeAt.toInstant());
        } catch (ParseException broken) {
            throw new IllegalStateException("Signing key " + keyId + " is unreadable", broken);
        }
    }

    private static String context(String keyId) {
        return "signing key " + keyId;
    }
}
