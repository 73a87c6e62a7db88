package app.feedtape.admin.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.admin.AdminServiceTest;
import app.feedtape.test.TestIdentity;
import app.feedtape.web.decision.Decisions;
import app.feedtape.web.decision.Subject;
import app.feedtape.web.problem.ErrorCode;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** {@code ./feedtape admin decision ID}. */
class DecisionTest extends AdminServiceTest {

    private static String refusalOf(UUID account) {
        return refusalOf(account, "jobs_per_month", 10L);
    }

    private static String refusalOf(UUID account, String rule, long limit) {
        Decisions speech =
                new Decisions(
                        TestIdentity.DECISION_SECRET, "tts-service", Clock.systemUTC(), () -> null);
        return String.valueOf(
                speech.explain(
                                ErrorCode.QUOTA_EXCEEDED
                                        .because("Enough.")
                                        .with("metric", rule)
                                        .with("plan", "free")
                                        .with("current", limit)
                                        .with("limit", limit)
                                        .with("requested", 1L),
                                Subject.account(account),
                                null)
                        .details()
                        .get(ErrorCode.DECISION_ID));
    }

    private static String service(String name) {
        return TestIdentity.shared().serviceToken(name, "admin-service").bearer();
    }

    @Test
    void theOperatorIsToldWhyAndWhomItWasAbout() {
        UUID account = UUID.randomUUID();
        Answer answer =
                send("GET", "/internal/decisions/" + refusalOf(account), service("operator"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("rule").asString()).isEqualTo("jobs_per_month");
        assertThat(answer.body().path("used").asInt()).isEqualTo(10);
        assertThat(answer.body().path("limit").asInt()).isEqualTo(10);
        assertThat(answer.body().path("plan").asString()).isEqualTo("free");
        assertThat(answer.body().path("decided_by").asString()).isEqualTo("tts-service");
        assertThat(answer.body().path("account_id").asString()).isEqualTo(account.toString());
    }

    @Test
    void theOperatorIsToldTheSmallestPlanThatLetsItInAndNoneWhereNoneDoes() {
        facts.publish("billing-service", plan("free", 20_000L, 3));
        facts.publish("billing-service", plan("enterprise", 2_000_000L, null));
        facts.publish("billing-service", plan("pro", 200_000L, null));
        String pro = refusalOf(UUID.randomUUID(), "characters_per_day", 20_000);
        String enterprise = refusalOf(UUID.randomUUID(), "characters_per_day", 200_000);
        String never = refusalOf(UUID.randomUUID(), "streams_at_once", 4);
        await().untilAsserted(() ->
                assertThat(List.of(unlockOf(pro), unlockOf(enterprise)))
                        .containsExactly("pro", "enterprise"));
        assertThat(unlockOf(never)).isEqualTo("(none)");
    }

    private String unlockOf(String id) {
        return send("GET", "/internal/decisions/" + id, service("operator"))
                .body()
                .at("/unlock/plan")
                .asString("(none)");
    }

    @Test
    void nobodyElseIsToldAndAForgedIdIsNothing() {
        String id = refusalOf(UUID.randomUUID());
        assertThat(send("GET", "/internal/decisions/" + id, service("feed-service")).status())
                .isEqualTo(403);
        assertThat(send("GET", "/internal/decisions/" + id, operator("admin").bearer()).status())
                .isEqualTo(401);
        String forged = (id.startsWith("A") ? "B" : "A") + id.substring(1);
        assertThat(send("GET", "/internal/decisions/" + forged, service("operator")).status())
                .isEqualTo(404);
    }
}
