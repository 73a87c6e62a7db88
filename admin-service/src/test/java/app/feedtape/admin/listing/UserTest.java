package app.feedtape.admin.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.admin.AdminServiceTest;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class UserTest extends AdminServiceTest {

    private final String domain = UUID.randomUUID().toString().substring(0, 8) + ".example";

    @Test
    void anAccountIsFoundByAddressPartOrId() {
        UUID id = appeared("Find.Me@" + domain);

        assertThat(get("/api/admin/users?search=find.me@" + domain).emails("items"))
                .containsExactly("Find.Me@" + domain);
        assertThat(get("/api/admin/users?search=ME@" + domain).body().path("total").asInt())
                .isEqualTo(1);
        assertThat(get("/api/admin/users?search=" + id).emails("items"))
                .containsExactly("Find.Me@" + domain);
        assertThat(get("/api/admin/users?search=find_me@" + domain).body().path("total").asInt())
                .isZero();
        assertThat(get("/api/admin/users?search=%25").body().path("total").asInt()).isZero();
    }

    @Test
    void aPersonIsShownWithPlanUsageAndFeeds() {
        UUID id = appeared("ann@" + domain);
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        facts.publish("billing-service", plan("pro", 200_000L, null));
        facts.publish("billing-service", entitlement(id, 3, "pro", "active"));
        facts.publish("feed-service", follows(id, 7, 5, 2));
        facts.publish("tts-service", usage(id, today, 2, 1_234));
        facts.publish("tts-service", usage(id, today.minusDays(3), 1, 99));
        facts.publish("tts-service", usage(id, today.minusDays(31), 1, 5));

        await().untilAsserted(() -> {
            JsonNode user = user(id);
            assertThat(user.path("email").asString()).isEqualTo("ann@" + domain);
            assertThat(user.path("status").asString()).isEqualTo("active");
            assertThat(user.path("roles").path(0).asString()).isEqualTo("listener");
            assertThat(user.path("plan").asString()).isEqualTo("pro");
            assertThat(user.path("subscription").path("source").asString()).isEqualTo("stripe");
            assertThat(user.path("usage").path("characters_today").asInt()).isEqualTo(1_234);
            assertThat(user.path("usage").path("characters_limit").asInt()).isEqualTo(200_000);
            assertThat(user.path("usage").path("history").size()).isEqualTo(2);
            assertThat(user.path("feeds").path("count").asInt()).isEqualTo(5);
            assertThat(user.path("feeds").path("over_limit").asInt()).isEqualTo(2);
            assertThat(user.path("feeds").path("limit").isNull()).isTrue();
        });
    }

    @Test
    void anOlderVersionChangesNothing() {
        UUID id = appeared("old@" + domain);
        facts.publish("auth-service", account(id, 7, "new@" + domain, "active", "listener"));
        facts.publish("auth-service", account(id, 6, "older@" + domain, "suspended", "listener"));
        facts.publish("auth-service", account(id, 8, "newest@" + domain, "active", "listener"));

        await().untilAsserted(() ->
                assertThat(user(id).path("email").asString()).isEqualTo("newest@" + domain));
        facts.publish("auth-service", account(id, 5, "oldest@" + domain, "suspended", "listener"));
        appeared("after@" + domain);
        assertThat(user(id).path("email").asString()).isEqualTo("newest@" + domain);
    }

    @Test
    void statusAndPlanNarrowTheListAndItsTotal() {
        UUID suspended = appeared("s@" + domain);
        appeared("a@" + domain);
        facts.publish(
                "auth-service", account(suspended, 2, "s@" + domain, "suspended", "listener"));
        facts.publish("billing-service", entitlement(suspended, 1, "enterprise", "cancelled"));

        await().untilAsserted(() -> {
            assertThat(get("/api/admin/users?status=suspended&search=" + domain).emails("items"))
                    .containsExactly("s@" + domain);
            assertThat(get("/api/admin/users?plan=enterprise&search=" + domain).emails("items"))
                    .containsExactly("s@" + domain);
        });
        assertThat(
                        get("/api/admin/users?status=active&search=" + domain)
                                .body()
                                .path("total")
                                .asInt())
                .isEqualTo(1);
        assertThat(get("/api/admin/users?search=" + domain).body().path("total").asInt())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"email", "-email", "created_at", "-created_at"})
    void pagesFollowOneAnotherInEveryOrder(String sort) {
        List<String> all = new ArrayList<>();
        for (String name : List.of("c", "a", "e", "b", "d")) {
            all.add(name + "@" + domain);
            appeared(name + "@" + domain);
        }
        List<String> seen = new ArrayList<>();
        String path = "/api/admin/users?limit=2&sort=" + sort + "&search=" + domain;
        String cursor = "";

        for (int page = 0; page < 3; page++) {
            Answer answer = get(path + cursor);
            assertThat(answer.body().path("total").asInt()).isEqualTo(5);
            seen.addAll(answer.emails("items"));
            cursor = "&cursor=" + answer.body().path("next_cursor").asString("");
        }

        assertThat(cursor).isEqualTo("&cursor=");
        assertThat(seen).containsExactlyInAnyOrderElementsOf(all);
        if (sort.equals("email")) {
            assertThat(seen).isSorted();
        }
    }

    @Test
    void aCursorOfAnotherQuestionIsRefused() {
        for (String name : List.of("x", "y")) {
            appeared(name + "@" + domain);
        }
        String cursor =
                get("/api/admin/users?limit=1&search=" + domain)
                        .body()
                        .path("next_cursor")
                        .asString();

        assertThat(get("/api/admin/users?limit=1&cursor=" + cursor).status()).isEqualTo(400);
        assertThat(
                        get("/api/admin/users?limit=1&sort=email&search="
                                        + domain
                                        + "&cursor="
                                        + cursor)
                                .status())
                .isEqualTo(400);
    }

    @Test
    void theOldAliasSkipsAndAnswersInItsOwnForm() {
        for (String name : List.of("a", "b", "c")) {
            appeared(name + "@" + domain);
        }

        Answer answer = get("/v1/admin/users?sort=email&skip=1&limit=1&search=" + domain);

        assertThat(answer.emails("users")).containsExactly("b@" + domain);
        assertThat(answer.body().propertyNames())
                .containsExactlyInAnyOrder("users", "total", "skip", "limit");
        assertThat(answer.body().path("total").asInt()).isEqualTo(3);
        assertThat(answer.body().path("skip").asInt()).isEqualTo(1);
        assertThat(answer.body().path("limit").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/admin/users?limit=0", "/api/admin/users?limit=101",
                        "/api/admin/users?limit=1000000",
                "/api/admin/users?limit=abc", "/api/admin/users?limit=1.5",
                        "/api/admin/users?limit=-1",
                "/v1/admin/users?skip=-1", "/v1/admin/users?skip=1000000000",
                        "/v1/admin/users?skip=1e9",
                "/v1/admin/users?limit=0", "/api/admin/users?sort=password_hash",
                        "/api/admin/users?sort=id;drop%20table",
                "/api/admin/users?fields=*", "/api/admin/users?status=secret",
                        "/api/admin/users?plan=%27%20or%201=1",
                "/api/admin/users?cursor=AAAA", "/api/admin/users?search=%00",
                        "/api/admin/users?skip=1"
            })
    void whatTheListDoesNotKnowIsRefused(String path) {
        Answer answer = get(path);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("VALIDATION_FAILED");
    }

    @Test
    void aHostileNameIsTextAndNothingElse() {
        String hostile = "\"><img src=x onerror=fetch('//canary')>@" + domain;
        UUID id = appeared(hostile);

        Answer answer = get("/api/admin/users/" + id);

        assertThat(answer.body().path("email").asString()).isEqualTo(hostile);
        assertThat(answer.response().headers().firstValue("Content-Type"))
                .hasValue("application/json");
        assertThat(answer.response().headers().firstValue("X-Content-Type-Options"))
                .hasValue("nosniff");
        assertThat(answer.response().headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @Test
    void noAnswerCarriesASecret() {
        UUID id = appeared("m17@" + domain);

        assertThat(get("/api/admin/users/" + id).raw() + get("/api/admin/users").raw())
                .doesNotContainIgnoringCase("hash")
                .doesNotContainIgnoringCase("secret")
                .doesNotContainIgnoringCase("token")
                .doesNotContainIgnoringCase("password");
    }

    @Test
    void nobodyIsNotFound() {
        assertThat(get("/api/admin/users/" + UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(get("/api/admin/users/1").status()).isEqualTo(404);
    }
}
