package app.feedtape.gateway.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.gateway.FakeService;
import app.feedtape.gateway.Fakes;
import app.feedtape.test.TestIdentity;
import app.feedtape.test.TestToken;
import app.feedtape.web.token.KeySecret;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

class HomeScreenTest extends QueryClient {

    @Autowired private MeterRegistry meters;

    private final CountDownLatch testOver = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        testOver.countDown();
    }

    private void hangs(FakeService service, String path) {
        service.answer("GET", path, exchange -> waitFor(testOver));
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void theHomeScreenIsOneRoundTripAndEveryPartIsAskedOnceWithTheListenersToken() {
        String bearer = listener().bearer();
        String id = "home-" + UUID.randomUUID();
        HttpResponse<String> response =
                send(
                        asking(
                                        HOME.replace(
                                                "me {",
                                                "again: feeds(limit: 1) { total_count } me {"),
                                        Map.of("feeds", 2))
                                .header("Authorization", bearer)
                                .header("X-Request-Id", id));
        assertThat(whole(response))
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"again":{"total_count":3},
                                 "me":{"id":"0193e000-0000-7000-8000-000000000001",
                                   "email":"ada@example.com","roles":["listener"],
                                   "settings":{"voice":"Lucia","speed":1.0}},
                                 "feeds":{"items":[
                                     {"id":"%1$s3","title":"Tape 3","unread_count":3},
                                     {"id":"%1$s2","title":"Tape 2","unread_count":2}],
                                   "next_cursor":"%2$s","unread_count":6},
                                 "subscription":{
                                   "subscription":{"status":"trialing",
                                     "trial_ends_at":"2026-11-27T00:00:00Z"},
                                   "plan":{"name":"free","limits":{"feeds":3}}},
                                 "usage":{"usage":{"characters":1234,"feeds":3,"seats":1},
                                   "limits":{"api_calls_per_day":5000000000},
                                   "unavailable":[]}}
                                """
                                        .formatted(
                                                FEED,
                                                JSON.readTree(response.body())
                                                        .at("/data/feeds/next_cursor")
                                                        .stringValue())));
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        for (Part part : PARTS) {
            List<FakeService.Seen> asked =
                    part.service().seen(part.path()).stream()
                            .filter(seen -> seen.header("x-request-id").equals(id))
                            .toList();
            assertThat(asked).as(part.path()).hasSize(1);
            assertThat(asked.getFirst().header("authorization").substring(7))
                    .isEqualTo(bearer.substring(7));
        }
    }

    @Test
    void allPartsAreAskedAtOnce() {
        CountDownLatch allAsked = new CountDownLatch(PARTS.size());
        for (Part part : PARTS) {
            part.service()
                    .answer(
                            "GET",
                            part.path(),
                            exchange -> {
                                allAsked.countDown();
                                waitFor(allAsked);
                                FakeService.json(exchange, 200, part.body());
                            });
        }
        whole(query(HOME, Map.of(), listener()));
    }

    @ParameterizedTest
    @CsvSource({"/api/me, me", "/api/feeds, feeds", "/api/subscription/me, subscription"})
    void aPartThatHangsOrIsBrokenIsMissingWithItsReasonAndTheRestIsThere(
            String path, String field) {
        Part part = PARTS.stream().filter(it -> it.path().equals(path)).findFirst().orElseThrow();
        part.service().json("GET", path, 500, "{\"secret\":\"of the service\"}");
        HttpResponse<String> broken = query(HOME, Map.of(), listener());
        assertThat(missing(broken, field, "UPSTREAM_UNAVAILABLE").path("retry_after").asInt())
                .isPositive();
        assertThat(broken.body()).doesNotContain("secret");
        part.service().json("GET", path, 200, "{}");
        assertThat(query(HOME, Map.of(), listener()).body()).contains("UPSTREAM_UNAVAILABLE");
        if (field.equals("feeds")) {
            hangs(part.service(), path);
            HttpResponse<String> slow = query(HOME, Map.of(), listener());
            missing(slow, field, "UPSTREAM_UNAVAILABLE");
            assertThat(answered(slow).path("errors")).hasSize(1);
            assertThat(answered(slow).at("/data/me/email").asString()).isEqualTo("ada@example.com");
        }
    }

    @Test
    void aRefusalOfAServiceIsTheFieldsReasonWithItsCode() {
        Fakes.FEED.json(
                "GET",
                "/api/feeds/" + FEED + "1/articles",
                404,
                "{\"message\":\"There is nothing here.\",\"error\":{\"code\":\"NOT_FOUND\"}}");
        String query = "{ articles(feed_id: \"%s\") { items { id } } me { id } }";
        HttpResponse<String> response = query(query.formatted(FEED + "1"), Map.of(), listener());
        missing(response, "articles", "NOT_FOUND");
        assertThat(answered(response).at("/data/me/id").isString()).isTrue();
        assertThat(
                        missing(
                                query(
                                        query.formatted("../../internal/feeds"),
                                        Map.of(),
                                        listener()),
                                "articles",
                                "NOT_FOUND"))
                .isNotNull();
        assertThat(Fakes.FEED.seen("internal/feeds")).isEmpty();
    }

    @Test
    void articlesOfAFeedAreAskedForAsTheyWouldBeByThemselves() {
        Fakes.FEED.json(
                "GET",
                "/api/feeds/" + FEED + "2/articles",
                200,
                "{\"items\":[],\"next_cursor\":\"b\"}");
        JsonNode data =
                whole(
                        query(
                                "query Q($c: String) { articles(feed_id: \"%s2\", limit: 7, cursor: $c)"
                                                .formatted(FEED)
                                        + " { items { id } next_cursor } }",
                                Map.of("c", "a&limit=100#"),
                                listener()));
        assertThat(data.at("/articles/next_cursor").asString()).isEqualTo("b");
        assertThat(Fakes.FEED.last(FEED + "2/articles").uri())
                .endsWith("/articles?limit=7&cursor=a%26limit%3D100%23");
    }

    @Test
    void pagesOfFeedsShowEachFeedOnceAndACursorOfAnotherListIsRefused() {
        Fakes.FEED.json("GET", "/api/feeds", 200, feeds(7));
        TestToken token = listener();
        String query =
                "query P($c: String) { feeds(limit: 3, cursor: $c) { items { title } next_cursor total_count } }";
        StringBuilder titles = new StringBuilder();
        JsonNode page = whole(query(query, Map.of(), token)).path("feeds");
        titles.append(page.path("items"));
        // A feed that is let go in between moves nobody.
        Fakes.FEED.json("GET", "/api/feeds", 200, feeds(7).replaceFirst("\\{[^}]*},", ""));
        while (!page.path("next_cursor").isNull()) {
            String cursor = page.path("next_cursor").asString();
            page = whole(query(query, Map.of("c", cursor), token)).path("feeds");
            titles.append(page.path("items"));
        }
        assertThat(titles.toString().replaceAll("[^0-9]", "")).isEqualTo("7654321");
        missing(query(query, Map.of("c", "AAAA"), token), "feeds", "VALIDATION_FAILED");
        missing(
                query("{ feeds(limit: 101) { total_count } }", Map.of(), token),
                "feeds",
                "VALIDATION_FAILED");
    }

    @Test
    void aKeyGetsWhatItsScopesOpenAndTheReasonForTheRest() {
        HttpResponse<String> reader = send(asKey("feeds:read"));
        assertThat(answered(reader).at("/data/feeds/unread_count").asInt()).isEqualTo(6);
        for (String shut : List.of("me", "subscription", "usage")) {
            missing(reader, shut, "FORBIDDEN");
        }
        HttpResponse<String> counter = send(asKey("usage:read"));
        assertThat(answered(counter).at("/data/usage/usage/feeds").asInt()).isEqualTo(3);
        missing(counter, "feeds", "FORBIDDEN");
        assertRefused(send(asKey("speech")), 403, "FORBIDDEN");
    }

    private HttpRequest.Builder asKey(String scope) {
        UUID account = UUID.randomUUID();
        Fakes.entitle(account.toString(), "wide", 1);
        String token =
                TestIdentity.shared()
                        .accessToken()
                        .account(account)
                        .with("key_id", UUID.randomUUID().toString())
                        .with("scope", scope)
                        .with("exp", Clock.systemUTC().instant().plusSeconds(60).getEpochSecond())
                        .sign();
        Fakes.AUTH.json(
                "POST",
                "/internal/keys/exchange",
                200,
                "{\"token\":\"%s\",\"expires_in\":60,\"version\":1}".formatted(token));
        return asking(HOME, Map.of()).header("X-API-Key", KeySecret.make().value());
    }

    @Test
    void anOperatorInAnothersNameMayLookHereToo() {
        TestToken looking = listener().with("act", Map.of("sub", UUID.randomUUID().toString()));
        whole(query(HOME, Map.of(), looking));
    }

    @Test
    void whoIsNotSignedInIsRefusedAtTheDoor() {
        assertRefused(send(asking(HOME, Map.of())), 401, "UNAUTHENTICATED");
        assertRefused(
                query(HOME, Map.of(), listener().withBrokenSignature()), 401, "UNAUTHENTICATED");
    }

    private static String feedsTimes(int times) {
        return IntStream.range(0, times)
                .mapToObj(n -> "f%d: feeds { total_count }".formatted(n))
                .collect(Collectors.joining(" ", "{ ", " }"));
    }

    @Test
    void everyFieldCountsAsTheCallItStandsForWhateverItIsCalled() {
        TestToken token = listener(UUID.randomUUID(), "free");
        int given = 0;
        HttpResponse<String> response = query(feedsTimes(7), Map.of(), token);
        assertThat(
                        Integer.parseInt(
                                response.headers()
                                        .firstValue("X-RateLimit-Remaining")
                                        .orElseThrow()))
                .isBetween(53, 58);
        JsonNode refused = null;
        while (response.statusCode() == 200) {
            JsonNode answer = answered(response);
            given += (int) answer.path("data").valueStream().filter(JsonNode::isObject).count();
            refused = refused == null ? answer.at("/errors/0") : refused;
            refused = refused.isMissingNode() ? null : refused;
            response = query(feedsTimes(7), Map.of(), token);
        }
        // What flows back meanwhile is a call a second.
        assertThat(given).isBetween(60, 90);
        assertRefused(response, 429, "RATE_LIMITED");
        assertThat(refused).isNotNull();
        assertThat(refused.at("/extensions/code").asString()).isEqualTo("RATE_LIMITED");
        assertThat(refused.at("/extensions/retry_after").asInt()).isPositive();
        assertThat(refused.at("/extensions/details/metric").asString()).isEqualTo("rate_limit.api");
        String decision = refused.at("/extensions/details/decision_id").asString();
        assertThat(get("/api/decisions/" + decision, token).statusCode()).isEqualTo(200);
    }

    @Test
    void callsOfTheDayAreCountedAsByThemselvesAndWhatDoesNotCountGoesOn() {
        UUID account = UUID.randomUUID();
        Fakes.allow(account.toString(), 1, 50);
        TestToken token = TestIdentity.shared().accessToken().account(account).plan("wide", 1);
        Fakes.Days billing = Fakes.count(account.toString(), 50);
        for (int request = 0; request < 5; request++) {
            whole(query(feedsTimes(10), Map.of(), token));
        }
        assertThat(billing.calls()).isEqualTo(50);
        HttpResponse<String> response = query(HOME, Map.of(), token);
        JsonNode reason = missing(response, "feeds", "QUOTA_EXCEEDED");
        assertThat(reason.at("/details/metric").asString()).isEqualTo("api_calls_per_day");
        assertThat(reason.at("/details/decision_id").isString()).isTrue();
        assertThat(answered(response).path("errors")).hasSize(1);
        assertThat(answered(response).at("/data/usage/usage/characters").asInt()).isEqualTo(1234);
    }

    @Test
    void whoLeavesIsNotReadForAnyMore() {
        hangs(Fakes.FEED, "/api/feeds");
        String id = "gone-" + UUID.randomUUID();
        double missing = fields("missing");
        CompletableFuture<HttpResponse<String>> asked =
                HTTP.sendAsync(
                        asking("{ feeds { total_count } }", Map.of())
                                .header("Authorization", listener().bearer())
                                .header("X-Request-Id", id)
                                .build(),
                        BodyHandlers.ofString());
        await().until(() ->
                Fakes.FEED.seen("/api/feeds").stream()
                        .anyMatch(seen -> seen.header("x-request-id").equals(id)));
        assertThat(underWay()).isEqualTo(1);
        asked.cancel(true);
        await().until(() -> underWay() == 0);
        // Else it would have been the end of its time that let it go.
        assertThat(fields("missing")).isEqualTo(missing);
    }

    private double underWay() {
        return meters.get("feedtape.load.under.way").tag("service", "feed-service").gauge().value();
    }

    private double fields(String outcome) {
        return Stream.ofNullable(
                        meters.find("feedtape.graphql.fields")
                                .tags("field", "feeds", "outcome", outcome)
                                .counter())
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    @Test
    void theLogTellsWhatWasAskedByNameAndSizeAndNothingOfWhatIsInIt() {
        Logger logger = (Logger) LoggerFactory.getLogger(Queries.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            whole(
                    query(
                            "query Mine($c: Int! = 3) { feeds(limit: $c) { unread_count } me { id } }",
                            Map.of("c", 87),
                            listener()));
            await().until(() -> !lines.list.isEmpty());
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(lines.list)
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.getKeyValuePairs().toString())
                            .isEqualTo(
                                    "[operation=\"Mine\", calls=\"2\", depth=\"2\", cost=\"108\", missing=\"0\"]");
                    assertThat(line.getFormattedMessage()).doesNotContain("87", "unread_count");
                });
    }
}
