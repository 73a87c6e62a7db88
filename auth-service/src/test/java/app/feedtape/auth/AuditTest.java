package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.events.AuditFact.AuditRecorded;
import app.feedtape.test.KafkaProbe;
import app.feedtape.test.TestInfrastructure;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AuditTest extends AuthTest {

    @Test
    void whatOperatorsDoIsInTheTrailWithActorReasonAndRequest() {
        Pair pair = signIn(somebody());
        UUID id = UUID.fromString(pair.claim("sub"));
        try (KafkaProbe probe = KafkaProbe.fromNow("audit")) {
            act(id, "role", "{\"role\":\"support\",\"reason\":\"new colleague\"}").is(200);
            act(id, "role", "{\"role\":\"support\"}").is(200);
            act(id, "suspend", "{\"reason\":\"abuse\"}").is(200);
            act(id, "activate", "").is(200);
            act(id, "revoke-sessions", "").is(200);
            assertThat(entries(id))
                    .containsExactly(
                            "operator role_changed listener -> support: new colleague audit-test",
                            "operator account_suspended abuse audit-test",
                            "operator account_activated null audit-test",
                            "operator sessions_revoked null audit-test");
            AuditRecorded fact =
                    probe.await(
                            AuditRecorded.class,
                            heard ->
                                    id.equals(heard.subjectId())
                                            && heard.action().equals("account_suspended"));
            assertThat(fact.actor()).isEqualTo("operator");
            assertThat(fact.source()).isEqualTo("auth-service");
            assertThat(fact.reason()).isEqualTo("abuse");
            assertThat(fact.requestId()).isEqualTo("audit-test");
        }
    }

    @Test
    void aReasonIsKeptToFiveHundredCharactersAndFreeOfControls() {
        UUID id = UUID.fromString(signIn(somebody()).claim("sub"));
        String long600 = "\uD83D\uDE00".repeat(600);
        act(id, "suspend", "{\"reason\":\"a\\u0000b\\n" + long600 + "\"}").is(200);
        String reason =
                jdbc.sql("select reason from audit_entry where subject_id = :id")
                        .param("id", id)
                        .query(String.class)
                        .single();
        assertThat(reason).startsWith("a b \uD83D\uDE00");
        assertThat(reason.codePointCount(0, reason.length())).isEqualTo(500);
    }

    @Test
    void theServiceItselfCanOnlyAddAndReadEntries() {
        UUID id = UUID.fromString(signIn(somebody()).claim("sub"));
        act(id, "suspend", "").is(200);
        for (String change :
                List.of(
                        "update audit_entry set reason = 'other'",
                        "delete from audit_entry",
                        "truncate audit_entry")) {
            assertThatThrownBy(() -> jdbc.sql(change).update())
                    .hasRootCauseMessage("ERROR: permission denied for table audit_entry");
        }
    }

    @Test
    void withoutItsEntryNothingHappens() throws SQLException {
        Pair pair = signIn(somebody());
        UUID id = UUID.fromString(pair.claim("sub"));
        asOwner("revoke insert on auth.audit_entry from auth_app");
        try {
            act(id, "role", "{\"role\":\"admin\"}").is(503, "UPSTREAM_UNAVAILABLE");
            act(id, "suspend", "").is(503, "UPSTREAM_UNAVAILABLE");
            act(id, "revoke-sessions", "").is(503, "UPSTREAM_UNAVAILABLE");
        } finally {
            asOwner("grant insert on auth.audit_entry to auth_app");
        }
        assertThat(api.me(pair).is(200).json().path("roles").toString())
                .isEqualTo("[\"listener\"]");
        assertThat(entries(id)).isEmpty();
    }

    private List<String> entries(UUID subject) {
        return jdbc.sql(
                        """
                        select concat_ws(' ', actor, action, coalesce(reason, 'null'), request_id) from audit_entry
                        where subject_id = :id order by id
                        """)
                .param("id", subject)
                .query(String.class)
                .list();
    }

    static void asOwner(String sql) throws SQLException {
        try (Connection owner =
                        DriverManager.getConnection(
                                TestInfrastructure.postgresUrl(),
                                "auth_owner",
                                TestInfrastructure.password("auth_owner"));
                Statement statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }

    private Answer act(UUID id, String what, String body) {
        return api.post(
                "/internal/accounts/" + id + "/" + what,
                body,
                "Authorization",
                "Bearer " + api.serviceToken("operator", secret("operator"), "auth-service"),
                "X-Request-Id",
                "audit-test");
    }
}
