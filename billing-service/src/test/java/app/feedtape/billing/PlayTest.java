package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A third store behind the same rules. */
class PlayTest extends BillingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final UUID account = UUID.randomUUID();

    @AfterEach
    void heal() {
        PLAY.heal();
    }

    private BillingApi.Answer claim(UUID claimant, String token) {
        return api.receipt(claimant, "google", "purchase_token", token);
    }

    private String bought() {
        return PLAY.buy(PlayWorld.PRO, Map.of("account", account.toString()));
    }

    private String owned() {
        String token = bought();
        BillingApi.Answer answer = claim(account, token);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return token;
    }

    @Test
    void whoHandsInAPurchaseTokenHasThePlanAndGoogleIsToldSo() {
        String token = bought();
        BillingApi.Answer answer = claim(account, token);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().at("/plan/name").asString()).isEqualTo("pro");
        assertThat(answer.json().at("/subscription/source").asString()).isEqualTo("google");
        await().atMost(PATIENCE)
                .until(() ->
                        PLAY.get(token)
                                .path("acknowledgementState")
                                .asString()
                                .endsWith("STATE_ACKNOWLEDGED"));
        assertThat(claim(UUID.randomUUID(), token).status()).isEqualTo(409);
        assertThat(claim(account, "play.unknown").status()).isEqualTo(409);
        assertThat(api.receipt(account, "google", "receipt", "x").status()).isEqualTo(400);
    }

    @Test
    void whatIsNotPaidYetGivesNothingAndIsNotAcknowledged() {
        String token =
                PLAY.buy(PlayWorld.PRO, Map.of("account", account.toString(), "pending", true));
        assertThat(claim(account, token).status()).isEqualTo(409);
        assertThat(api.entitlement(account).path("plan").asString()).isEqualTo("free");
        assertThat(PLAY.get(token).path("acknowledgementState").asString()).endsWith("PENDING");
        PLAY.cause(token, "PURCHASED", Map.of());
        awaitPlan(account, "pro");
    }

    @Test
    void whateverHappensAtGooglePlayTheStateThereIsOurs() {
        String token = owned();
        PLAY.cause(token, "IN_GRACE_PERIOD", Map.of());
        awaitStatus(account, "past_due");
        assertThat(Instant.parse(api.entitlement(account).path("valid_until").asString()))
                .isBetween(
                        Instant.now().plus(Duration.ofDays(6)),
                        Instant.now().plus(Duration.ofDays(8)));
        PLAY.cause(token, "ON_HOLD", Map.of());
        awaitPlan(account, "free");
        PLAY.cause(token, "RECOVERED", Map.of());
        awaitStatus(account, "active");
        PLAY.cause(token, "CANCELED", Map.of());
        awaitStatus(account, "cancelled");
        PLAY.cause(token, "RESTARTED", Map.of());
        awaitStatus(account, "active");
        PLAY.cause(token, "REVOKED", Map.of());
        awaitPlan(account, "free");
    }

    @Test
    void anUpgradeTakesThePlaceOfTheFormerPurchaseWhichGivesNothingEverAgain() {
        String former = owned();
        String next = PLAY.buy("enterprise_monthly", Map.of("replaces", former));
        assertThat(claim(UUID.randomUUID(), next).status()).isEqualTo(409);
        assertThat(claim(account, next).json().at("/plan/name").asString()).isEqualTo("enterprise");
        assertThat(statusOf(former)).isEqualTo("expired");
        PLAY.cause(former, "RENEWED", Map.of());
        PLAY.cause(next, "REVOKED", Map.of());
        awaitPlan(account, "free");
        await().atMost(PATIENCE).until(() -> pending() == 0);
        assertThat(statusOf(former)).isEqualTo("expired");
        assertThat(api.entitlement(account).path("plan").asString()).isEqualTo("free");
    }

    private String statusOf(String token) {
        return jdbc.sql("select status from purchase where store = 'google' and original_id = ?")
                .param(token)
                .query(String.class)
                .single();
    }

    private long pending() {
        return jdbc.sql(
                        "select count(*) from webhook_delivery where provider = 'google' and state = 'received'")
                .query(Long.class)
                .single();
    }

    @Test
    void aPushThatGoogleHasNotSignedForUsIs401() {
        String token = owned();
        Map<String, String> forgery = Map.of("audience", "https://other.example/");
        assertThat(PLAY.cause(token, "EXPIRED", forgery).path("outcome").asString())
                .isEqualTo("401");
        forgery = Map.of("account", "somebody@example.com");
        assertThat(PLAY.cause(token, "EXPIRED", forgery).path("outcome").asString())
                .isEqualTo("401");
        assertThat(api.notify("/webhooks/google", "{}").status()).isEqualTo(401);
        assertThat(api.entitlement(account).path("plan").asString()).isEqualTo("pro");
    }

    @Test
    void whileGooglePlayCannotBeAskedNothingChanges() {
        String token = bought();
        PLAY.fail(503);
        assertThat(claim(account, token).status()).isEqualTo(503);
        PLAY.heal();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> claim(account, token).status(), status -> status == 200);
    }
}
