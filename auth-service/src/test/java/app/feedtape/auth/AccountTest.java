package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Pair;
import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.test.KafkaProbe;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class AccountTest extends AuthTest {

    @Test
    void aNewListenerHasTheDefaultSettings() {
        JsonNode me = api.me(signIn(somebody())).is(200).json();
        assertThat(me.path("settings").toString())
                .isEqualTo(
                        "{\"voice\":\"Lucia\",\"speed\":1.0,\"language\":\"auto\",\"quality\":\"standard\"}");
        assertThat(me.path("email_verified").asBoolean()).isTrue();
        assertThat(me.path("roles").toString()).isEqualTo("[\"listener\"]");
        assertThat(me.path("organizations").toString()).isEqualTo("[]");
        assertThat(me.path("created_at").asString()).endsWith("Z");
    }

    @Test
    void settingsAreMergedAndToldAsTheWholeAccount() {
        try (KafkaProbe probe = KafkaProbe.fromNow("account")) {
            Pair pair = signIn(somebody());
            UUID id = UUID.fromString(pair.claim("sub"));
            api.patch(
                            "/api/me",
                            "{\"settings\":{\"voice\":\"Vicki\",\"speed\":1.25}}",
                            Api.bearer(pair))
                    .is(204);
            api.patch("/api/me", "{\"settings\":{\"language\":\"de\"}}", Api.bearer(pair)).is(204);
            api.patch(
                            "/api/me",
                            "{\"settings\":{\"language\":\"de\",\"speed\":1.250}}",
                            Api.bearer(pair))
                    .is(204);
            JsonNode settings = api.me(pair).json().path("settings");
            assertThat(settings.toString())
                    .isEqualTo(
                            "{\"voice\":\"Vicki\",\"speed\":1.25,\"language\":\"de\",\"quality\":\"standard\"}");
            AccountChanged last =
                    probe.await(
                            AccountChanged.class,
                            fact -> fact.accountId().equals(id) && fact.version() == 3);
            assertThat(last.settings().voice()).isEqualTo("Vicki");
            assertThat(last.settings().language()).isEqualTo("de");
            assertThat(probe.heard(AccountChanged.class))
                    .noneMatch(fact -> fact.accountId().equals(id) && fact.version() > 3);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"settings\":{\"speed\":0.49}}",
                "{\"settings\":{\"speed\":2.01}}",
                "{\"settings\":{\"speed\":\"1.0\"}}",
                "{\"settings\":{\"speed\":null}}",
                "{\"settings\":{\"speed\":1e400}}",
                "{\"settings\":{\"speed\":-1e999999999}}",
                "{\"settings\":{\"voice\":\"\"}}",
                "{\"settings\":{\"voice\":\"a b\"}}",
                "{\"settings\":{\"voice\":[\"Lucia\"]}}",
                "{\"settings\":{\"language\":\"xx\"}}",
                "{\"settings\":{\"language\":\"DE\"}}",
                "{\"settings\":{\"quality\":\"generative\"}}",
                "{\"settings\":{\"volume\":11}}",
                "{\"settings\":[]}",
                "{\"settings\":null}",
                "{\"settings\":\"loud\"}",
                "{}",
                "{\"roles\":[\"admin\"]}",
                "{\"settings\":{},\"email\":\"x@y.example\"}",
                "{\"settings\":{\"__proto__\":{}}}",
                "{\"settings\":{\"speed\":1,\"speed\":2}}",
                "[]",
                "null",
                "{",
                ""
            })
    void whatIsNoChangeOfSettingsIs400AndChangesNothing(String body) {
        Pair pair = signIn(somebody());
        api.patch("/api/me", body, Api.bearer(pair)).is(400);
        assertThat(api.me(pair).json().path("settings").path("speed").asDouble()).isEqualTo(1.0);
    }

    @Test
    void aRefusalNamesEveryMemberAtFault() {
        Pair pair = signIn(somebody());
        JsonNode fields =
                api.patch(
                                "/api/me",
                                "{\"settings\":{\"speed\":9,\"volume\":1,\"voice\":\"Ines\"}}",
                                Api.bearer(pair))
                        .is(400, "VALIDATION_FAILED")
                        .json()
                        .path("error")
                        .path("details")
                        .path("fields");
        assertThat(fields.valueStream().map(field -> field.path("field").asString()))
                .containsExactlyInAnyOrder("settings.speed", "settings.volume");
    }

    @Test
    void withoutATokenThereIsNothing() {
        api.get("/api/me").is(401, "UNAUTHENTICATED");
        api.patch("/api/me", "{}").is(401, "UNAUTHENTICATED");
    }
}
