package app.feedtape.auth.secondfactor;

import app.feedtape.auth.secret.Sealing;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Recovery codes, by hash under a key of ours: 60 bits could be guessed from a dump of the database
 * if the dump were all it takes.
 */
@Repository
class RecoveryCodes {

    private static final String ADD =
            "insert into recovery_code (account_id, code_hash) values (:account, :hash)";

    private static final String REMOVE_ALL =
            "delete from recovery_code where account_id = :account";

    private static final String USE =
            "delete from recovery_code where account_id = :account and code_hash = :hash";

    private static final String COUNT =
            "select count(*) from recovery_code where account_id = :account";

    private final JdbcClient jdbc;
    private final SecretKeySpec key;

    RecoveryCodes(JdbcClient jdbc, Sealing sealing) {
        this.jdbc = jdbc;
        this.key = new SecretKeySpec(sealing.derive("recovery codes, key 1"), "HmacSHA256");
    }

    /** A new set in place of whatever there was; shown once, by the caller. */
    @Transactional(propagation = Propagation.MANDATORY)
    List<RecoveryCode> renew(UUID accountId) {
        jdbc.sql(REMOVE_ALL).param("account", accountId).update();
        List<RecoveryCode> codes = RecoveryCode.makeAll();
        codes.forEach(code ->
                jdbc.sql(ADD)
                        .param("account", accountId)
                        .param("hash", hash(accountId, code))
                        .update());
        return codes;
    }

    boolean tryUse(UUID accountId, RecoveryCode code) {
        return jdbc.sql(USE)
                        .param("account", accountId)
                        .param("hash", hash(accountId, code))
                        .update()
                == 1;
    }

    int count(UUID accountId) {
        return jdbc.sql(COUNT).param("account", accountId).query(Integer.class).single();
    }

    private byte[] hash(UUID accountId, RecoveryCode code) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(accountId.toString().getBytes(StandardCharsets.US_ASCII));
            return mac.doFinal(code.value().getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
