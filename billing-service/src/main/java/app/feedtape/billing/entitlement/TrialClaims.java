package app.feedtape.billing.entitlement;

import app.feedtape.billing.purchase.Purchases;
import app.feedtape.billing.purchase.Source;
import app.feedtape.events.PrivacyFact.TrialClaimed;
import app.feedtape.events.Topic;
import app.feedtape.messaging.inbox.FactSubscription;
import app.feedtape.messaging.privacy.ClosedAccounts;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * One free trial per person: a claim that another account has made before, also one that is long
 * erased, means that this one's trial is over from the start.
 */
@Component
public class TrialClaims {

    /** Of two at once the second waits here and finds the claim taken. */
    private static final String CLAIM =
            "insert into trial_claim (claim, payer_id) values (:claim, :payer) on conflict (claim) do nothing";

    private static final String IS_ANOTHERS =
            "select exists (select 1 from trial_claim where claim = :claim and payer_id is distinct from :payer)";

    private static final String DENY =
            "insert into trial_denial (payer_id) values (:payer) on conflict do nothing";

    private static final String IS_DENIED =
            "select exists (select 1 from trial_denial where payer_id = :payer)";

    private final JdbcClient jdbc;
    private final Purchases purchases;
    private final EntitlementDecision decision;
    private final ClosedAccounts closed;

    TrialClaims(
            JdbcClient jdbc,
            Purchases purchases,
            EntitlementDecision decision,
            ClosedAccounts closed) {
        this.jdbc = jdbc;
        this.purchases = purchases;
        this.decision = decision;
        this.closed = closed;
    }

    /** Takes note of a claim, in the inbox's transaction. */
    void claimed(TrialClaimed fact) {
        UUID payer = fact.accountId();
        if (closed.isErased(payer)) {
            claim(fact.claim(), null);
            return;
        }
        Instant now = purchases.lock(payer);
        claim(fact.claim(), payer);
        if (isAnothers(fact.claim(), payer) && jdbc.sql(DENY).param("payer", payer).update() == 1) {
            endTrial(payer, now);
        }
    }

    /**
     * Claims a trial by something a store knows the person by. The first who does so has it for
     * good; whether that is this payer is the answer.
     *
     * @param kind such as {@code card}
     * @param value the store's own opaque name of it; only its hash is kept (decision 0086)
     */
    public boolean tryClaim(UUID payer, String kind, String value) {
        String claim = hash(kind, value);
        claim(claim, payer);
        return !isAnothers(claim, payer);
    }

    /** The same for the trial that a purchase was; who has had one has no other. */
    public void claim(UUID payer, String kind, String value, Instant now) {
        if (!tryClaim(payer, kind, value) && jdbc.sql(DENY).param("payer", payer).update() == 1) {
            endTrial(payer, now);
        }
    }

    private boolean isAnothers(String claim, UUID payer) {
        return jdbc.sql(IS_ANOTHERS)
                .param("claim", claim)
                .param("payer", payer)
                .query(Boolean.class)
                .single();
    }

    private static String hash(String kind, String value) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest((kind + " " + value).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void claim(String claim, @Nullable UUID payer) {
        jdbc.sql(CLAIM).param("claim", claim).param("payer", payer).update();
    }

    /** One that has not begun yet will find the denial. */
    private void endTrial(UUID payer, Instant now) {
        purchases.list(payer).stream()
                .filter(purchase -> purchase.source() == Source.SIGNUP)
                .findFirst()
                .ifPresent(trial -> {
                    purchases.tryRecord(trial.neverTried(now), "the trial was used before");
                    decision.decide(payer, now);
                });
    }

    /** What is heard later of the payer's trial changes nothing any more; the payer is locked. */
    static void settle(JdbcClient jdbc, UUID payer) {
        jdbc.sql(DENY).param("payer", payer).update();
    }

    /** Whether the payer's trial was used before. */
    static boolean isDenied(JdbcClient jdbc, UUID payer) {
        return jdbc.sql(IS_DENIED).param("payer", payer).query(Boolean.class).single();
    }

    @Configuration(proxyBeanMethods = false)
    static class Subscription {
        @Bean
        FactSubscription<TrialClaimed> trialClaimSubscription(TrialClaims claims) {
            return FactSubscription.of(
                    "billing-trial-claims", Topic.PRIVACY, TrialClaimed.class, claims::claimed);
        }
    }
}
