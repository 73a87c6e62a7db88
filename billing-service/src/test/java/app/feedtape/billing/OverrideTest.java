package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.AuditFact.AuditRecorded;
import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.test.KafkaProbe;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OverrideTest extends BillingTest {

    private final UUID payer = UUID.randomUUID();
    private final UUID operator = UUID.randomUUID();
    private final String admin = BillingApi.admin(operator);

    @Test
    void anOperatorRaisesALimitOfOnePayerAndEverybodyHearsOfIt() {
        try (KafkaProbe probe = KafkaProbe.fromNow("entitlement", "audit")) {
            JsonNode raised =
                    set("characters_per_day", "{\"amount\": 50000, \"reason\": \"a talk\"}").json();
            assertThat(raised.at("/limits/characters_per_day").asLong()).isEqualTo(50_000);
            assertThat(raised.at("/limits/feeds").asLong()).isEqualTo(3);
            EntitlementChanged fact =
                    probe.await(
                            EntitlementChanged.class,
                            it ->
                                    it.payerId().equals(payer)
                                            && it.overrides().charactersPerDay() != null);
            assertThat(fact.overrides().charactersPerDay()).isEqualTo(50_000);
            AuditRecorded audit =
                    probe.await(AuditRecorded.class, it -> payer.equals(it.subjectId()));
            assertThat(audit.actor()).isEqualTo("account:" + operator);
            assertThat(audit.reason()).isEqualTo("a talk (characters_per_day: 50000)");
        }
        for (String limit :
                List.of("feeds", "jobs_per_month", "kept_audio_mb", "api_calls_per_day", "seats")) {
            assertThat(
                            set(limit, "{\"amount\": 77, \"reason\": \"r\"}")
                                    .json()
                                    .at("/limits/" + limit)
                                    .asLong())
                    .isEqualTo(77);
        }
        JsonNode usage = api.get("/api/subscription/usage", BillingApi.listener(payer)).json();
        assertThat(usage.at("/limits/characters").asLong()).isEqualTo(50_000);
        assertThat(usage.at("/limits/api_calls_per_day").asLong()).isEqualTo(77);
        assertThat(usage.at("/limits/seats").asLong()).isEqualTo(77);
        JsonNode back = set("feeds", "{\"amount\": null, \"reason\": \"r\"}").json();
        assertThat(back.at("/limits/feeds").asLong()).isEqualTo(3);
        JsonNode listed = api.get("/internal/payers/" + payer + "/overrides", admin).json();
        assertThat(listed.path("overrides").size()).isEqualTo(7);
        assertThat(listed.at("/overrides/0/limit").asString()).isEqualTo("feeds");
        assertThat(listed.at("/overrides/0/set_by").asString()).isEqualTo("account:" + operator);
    }

    @Test
    void itEndsByItselfAndAPlanThatChangesMeanwhileKeepsIt() {
        Instant end = Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.MICROS);
        set("feeds", "{\"amount\": 9, \"ends_at\": \"%s\", \"reason\": \"r\"}".formatted(end));
        assertThat(api.entitlement(payer).path("valid_until").asString()).isEqualTo(end.toString());
        String grant =
                "{\"payer_id\": \"%s\", \"plan\": \"pro\", \"reason\": \"r\"}".formatted(payer);
        JsonNode pro = api.post("/internal/grants", BillingApi.service("operator"), grant).json();
        assertThat(pro.path("valid_until").asString()).isEqualTo(end.toString());
        assertThat(pro.at("/overrides/feeds").asInt()).isEqualTo(9);
        asTimePasses();
        await().untilAsserted(() -> {
            JsonNode over = api.entitlement(payer);
            assertThat(over.at("/overrides").size()).isZero();
            assertThat(over.path("valid_until").isNull()).isTrue();
            assertThat(over.path("plan").asString()).isEqualTo("pro");
        });
    }

    /** A newer entry that is over already stands for the one whose end has come. */
    private void asTimePasses() {
        jdbc.sql(
                        """
                        insert into limit_override (payer_id, limit_name, amount, ends_at, reason, actor, request_id)
                        values (?, 'feeds', 9, app_now() - interval '1 second', 'r', 'operator', 'r')
                        """)
                .param(payer)
                .update();
        jdbc.sql("update entitlement set valid_until = app_now() where payer_id = ?")
                .param(payer)
                .update();
    }

    @Test
    void whatCannotBeIsRefusedAndLeavesNoTrace() {
        for (String wrong :
                List.of(
                        "{\"amount\": 1}",
                        "{\"amount\": -1, \"reason\": \"r\"}",
                        "{\"amount\": 1000001, \"reason\": \"r\"}",
                        "{\"amount\": \"many\", \"reason\": \"r\"}",
                        "{\"amount\": 1, \"ends_at\": \"2020-01-01T00:00:00Z\", \"reason\": \"r\"}",
                        "{\"amount\": 1, \"ends_at\": \"soon\", \"reason\": \"r\"}",
                        "{\"amount\": null, \"ends_at\": \"2099-01-01T00:00:00Z\", \"reason\": \"r\"}",
                        "{\"amount\": 1, \"reason\": \"%s\"}".formatted("x".repeat(201)))) {
            assertThat(set("feeds", wrong).status()).as(wrong).isEqualTo(400);
        }
        assertThat(set("voice_engines", "{\"amount\": 1, \"reason\": \"r\"}").status())
                .isEqualTo(404);
        String path = "/internal/payers/" + payer + "/overrides/feeds";
        for (String other : List.of("gateway", "admin-service")) {
            assertThat(
                            api.order(
                                            "PUT",
                                            path,
                                            BillingApi.service(other),
                                            "{\"amount\": 1, \"reason\": \"r\"}")
                                    .status())
                    .isEqualTo(403);
        }
        assertThat(
                        jdbc.sql("select count(*) from audit_entry where subject_id = ?")
                                .param(payer)
                                .query(Long.class)
                                .single())
                .isZero();
    }

    private BillingApi.Answer set(String limit, String body) {
        return api.order("PUT", "/internal/payers/" + payer + "/overrides/" + limit, admin, body);
    }
}
