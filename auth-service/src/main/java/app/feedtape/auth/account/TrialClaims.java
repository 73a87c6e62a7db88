package app.feedtape.auth.account;

import app.feedtape.auth.secret.Sealing;
import app.feedtape.events.PrivacyFact.TrialClaimed;
import app.feedtape.messaging.outbox.Outbox;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Tells billing, as keyed hashes, by what a person's free trial is known: the mailbox they have
 * proven, and who they are at a provider. Billing remembers them longer than the account lives.
 */
@Component
public class TrialClaims {

    private static final String REMEMBER =
            """
            insert into trial_claim (account_id, claim) values (:account, :claim)
            on conflict on constraint trial_claim_once do nothing
            """;

    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final Clock clock;
    private final SecretKeySpec key;

    TrialClaims(JdbcClient jdbc, Outbox outbox, Clock clock, Sealing sealing) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.clock = clock;
        this.key = new SecretKeySpec(sealing.derive("trial claims"), "HmacSHA256");
    }

    /**
     * Tells it once.
     *
     * @param kind {@code email}, or a provider's name
     * @param value canonical address, or the provider's id of the person
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void tell(UUID accountId, String kind, String value) {
        String claim = hash(kind, value);
        if (jdbc.sql(REMEMBER).param("account", accountId).param("claim", claim).update() == 1) {
            outbox.publish(new TrialClaimed(accountId, claim, clock.instant()));
        }
    }

    private String hash(String kind, String value) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(kind.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return HexFormat.of().formatHex(mac.doFinal(value.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
