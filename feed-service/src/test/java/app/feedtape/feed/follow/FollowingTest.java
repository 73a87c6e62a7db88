package app.feedtape.feed.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.FollowFact.FollowCountChanged;
import app.feedtape.feed.FeedServiceTest;
import app.feedtape.feed.Neighbours;
import app.feedtape.feed.StubServer;
import app.feedtape.test.KafkaProbe;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

class FollowingTest extends FeedServiceTest {

    @Autowired private JdbcClient jdbc;

    @Autowired private DataSource dataSource;

    @Test
    void aFollowedFeedIsAnsweredWithItsPlaceAndListed() {
        Listener ann = freeListener();
        UUID id = UUID.randomUUID();
        String url = "https://" + newHost() + "/feed.xml";

        Answer answer =
                ann.post("/api/feeds", Map.of("id", id.toString(), "url", url, "title", "My feed"));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo("/api/feeds/" + id);
        JsonNode feed = answer.body();
        assertThat(feed.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "url",
                        "title",
                        "created_at",
                        "status",
                        "last_fetched_at",
                        "unread_count",
                        "site_url",
                        "image_url");
        assertThat(feed.path("id").asString()).isEqualTo(id.toString());
        assertThat(feed.path("url").asString()).isEqualTo(url);
        assertThat(feed.path("title").asString()).isEqualTo("My feed");
        assertThat(feed.path("status").asString()).isEqualTo("ok");
        assertThat(Instant.parse(feed.path("created_at").asString())).isNotNull();
        JsonNode list = ann.get("/api/feeds").body();
        assertThat(list.isArray()).isTrue();
        assertThat(list.valueStream().map(each -> each.path("id").asString()))
                .containsExactly(id.toString());
    }

    @Test
    void somebodyNewHasAnEmptyList() {
        assertThat(freeListener().get("/api/feeds").raw()).isEqualTo("[]");
    }

    @Test
    void withoutATokenNothingIsTold() {
        Answer answer = send("GET", "/api/feeds", null, null);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("UNAUTHENTICATED");
        assertThat(answer.body().path("message").asString()).isNotEmpty();
    }

    @Test
    void theSameIdAndAddressAgainIsTheSameFeed() {
        Listener ann = freeListener();
        Map<String, String> request =
                Map.of("id", UUID.randomUUID().toString(), "url", "https://" + newHost() + "/");
        Answer first = ann.post("/api/feeds", request);

        Answer again = ann.post("/api/feeds", request);

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(again.body().path("created_at")).isEqualTo(first.body().path("created_at"));
        assertThat(ann.get("/api/feeds").body().size()).isEqualTo(1);
    }

    @Test
    void anIdThatStandsForAnotherFeedIsAConflict() {
        Listener ann = freeListener();
        String id = UUID.randomUUID().toString();
        ann.post("/api/feeds", Map.of("id", id, "url", "https://" + newHost() + "/a"));

        Answer answer =
                ann.post("/api/feeds", Map.of("id", id, "url", "https://" + newHost() + "/b"));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("CONFLICT");
    }

    @Test
    void anotherPersonMayUseTheSameIdForAnythingElse() {
        String id = UUID.randomUUID().toString();
        assertThat(
                        freeListener()
                                .post(
                                        "/api/feeds",
                                        Map.of("id", id, "url", "https://" + newHost() + "/"))
                                .status())
                .isEqualTo(201);
        assertThat(
                        freeListener()
                                .post(
                                        "/api/feeds",
                                        Map.of("id", id, "url", "https://" + newHost() + "/"))
                                .status())
                .isEqualTo(201);
    }

    @Test
    void theSameFeedUnderAnotherSpellingExistsAlready() {
        Listener ann = freeListener();
        String host = newHost();
        ann.followed("https://" + host + "/~ann/feed");

        for (String spelling :
                List.of(
                        "HTTPS://" + host.toUpperCase(java.util.Locale.ROOT) + "/~ann/feed",
                        "https://" + host + ":443/~ann/feed",
                        "https://" + host + "/~ann/feed/",
                        "https://" + host + "/~ann/feed#top",
                        "https://" + host + "/%7Eann/feed",
                        "https://" + host + "/x/../~ann/./feed",
                        "https://" + host + "./~ann/feed?")) {
            Answer answer = ann.follow(spelling);
            assertThat(answer.status()).as(spelling).isEqualTo(409);
            assertThat(answer.code()).isEqualTo("FEED_EXISTS");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "feed",
                "ftp://pub.example/f",
                "file:///etc/passwd",
                "javascript:alert(1)",
                " http://pub.example/",
                "http://127.0.0.1/",
                "http://[::1]/",
                "http://169.254.169.254/latest",
                "http://2130706433/",
                "http://localhost/",
                "http://user:pw@pub.example/",
                "http://pub.example:22/",
                "http://pub.example:65536/",
                "http://pub.example\\@127.0.0.1/",
                "http://pub.example/\r\nX: 1",
                "http:///127.0.0.1"
            })
    void anAddressNoFeedMayHaveIsRefusedByName(String url) {
        Answer answer = freeListener().follow(url);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("VALIDATION_FAILED");
        assertThat(
                        answer.body()
                                .path("error")
                                .path("details")
                                .path("fields")
                                .path(0)
                                .path("field")
                                .asString())
                .isEqualTo("url");
    }

    @Test
    void aBodyOfTheWrongFormIsRefusedAndChangesNothing() {
        Listener ann = freeListener();

        assertThat(ann.send("POST", "/api/feeds", "{").code()).isEqualTo("MALFORMED_REQUEST");
        assertThat(ann.send("POST", "/api/feeds", "null").status()).isEqualTo(400);
        assertThat(ann.send("POST", "/api/feeds", "[]").status()).isEqualTo(400);
        assertThat(ann.send("POST", "/api/feeds", "{\"url\": 7}").code())
                .isEqualTo("VALIDATION_FAILED");
        assertThat(
                        ann.post("/api/feeds", Map.of("url", "https://pub.example/", "id", "7"))
                                .status())
                .isEqualTo(400);
        assertThat(
                        ann.post(
                                        "/api/feeds",
                                        Map.of(
                                                "url",
                                                "https://pub.example/",
                                                "title",
                                                "x".repeat(201)))
                                .status())
                .isEqualTo(400);
        assertThat(ann.get("/api/feeds").raw()).isEqualTo("[]");
    }

    @Test
    void aFeedIsRenamedAndLetGo() {
        Listener ann = freeListener();
        String id = ann.followed("https://" + newHost() + "/");

        assertThat(ann.put("/api/feeds/" + id, Map.of("title", "Better")).status()).isEqualTo(204);
        assertThat(ann.feed(id).path("title").asString()).isEqualTo("Better");
        assertThat(ann.put("/api/feeds/" + id, Map.of("title", " ")).status()).isEqualTo(400);
        assertThat(ann.delete("/api/feeds/" + id).status()).isEqualTo(204);
        assertThat(ann.delete("/api/feeds/" + id).status()).isEqualTo(404);
        assertThat(ann.get("/api/feeds").raw()).isEqualTo("[]");
    }

    @Test
    void otherPeoplesFeedsLookLikeFeedsThatAreNotThere() {
        Listener ann = freeListener();
        Listener bob = freeListener();
        String anns = ann.followed("https://" + newHost() + "/");
        String nobodys = UUID.randomUUID().toString();

        for (String path : List.of("/api/feeds/%s", "/api/feeds/%s/articles")) {
            assertSame(bob.get(path.formatted(anns)), bob.get(path.formatted(nobodys)));
        }
        assertSame(
                bob.put(
                        "/api/feeds/" + anns,
                        Map.of("title", "Mine", "user_id", ann.accountId.toString())),
                bob.put("/api/feeds/" + nobodys, Map.of("title", "Mine")));
        assertSame(bob.delete("/api/feeds/" + anns), bob.delete("/api/feeds/" + nobodys));
        assertThat(bob.delete("/api/feeds/null").status()).isEqualTo(404);
        assertThat(bob.delete("/api/feeds/1").status()).isEqualTo(404);
        assertThat(ann.feed(anns).path("id").asString()).isEqualTo(anns);
        assertThat(ann.feed(anns.toUpperCase(java.util.Locale.ROOT)).path("id").asString())
                .isEqualTo(anns);
    }

    private static void assertSame(Answer foreign, Answer random) {
        assertThat(foreign.status()).isEqualTo(404);
        assertThat(withoutRequestId(foreign)).isEqualTo(withoutRequestId(random));
    }

    private static String withoutRequestId(Answer answer) {
        return answer.raw().replaceAll("\"request_id\":\"[^\"]*\"", "");
    }

    @Test
    void theFourthFeedOfAFreePlanNeedsAnUpgrade() {
        Listener ann = freeListener();
        IntStream.range(0, 3).forEach(i -> ann.followed("https://" + newHost() + "/"));

        Answer answer = ann.follow("https://" + newHost() + "/");

        assertThat(answer.status()).isEqualTo(402);
        assertThat(answer.code()).isEqualTo("FEED_LIMIT_REACHED");
        JsonNode details = answer.body().path("error").path("details");
        assertThat(details.path("metric").asString()).isEqualTo("feeds");
        assertThat(details.path("current").asInt()).isEqualTo(3);
        assertThat(details.path("limit").asInt()).isEqualTo(3);
        assertThat(details.path("requested").asInt()).isEqualTo(1);
        assertThat(details.has("resets_at")).isTrue();
        assertThat(details.path("upgrade_url").asString()).startsWith("http");
        assertThat(details.path("plan").asString()).isEqualTo("free");
        assertThat(details.path("decision_id").asString()).isNotEmpty();
        assertThat(ann.get("/api/feeds").body().size()).isEqualTo(3);
    }

    @Test
    void ofTwentyParallelAddsOfOneFeedExactlyOneIsMade() throws Exception {
        Listener ann = freeListener();
        String url = "https://" + newHost() + "/feed";

        List<Integer> statuses =
                allAtOnce(20, i -> ann.follow(i % 2 == 0 ? url : url + "/").status());

        assertThat(statuses).filteredOn(status -> status == 201).hasSize(1);
        assertThat(statuses).filteredOn(status -> status == 409).hasSize(19);
        assertThat(ann.get("/api/feeds").body().size()).isEqualTo(1);
    }

    @Test
    void twentyParallelAddsNeverPassTheLimit() throws Exception {
        Listener ann = freeListener();

        List<Integer> statuses =
                allAtOnce(20, i -> ann.follow("https://" + newHost() + "/").status());

        assertThat(statuses).filteredOn(status -> status == 201).hasSize(3);
        assertThat(statuses).filteredOn(status -> status == 402).hasSize(17);
        assertThat(ann.get("/api/feeds").body().size()).isEqualTo(3);
    }

    @Test
    void membersOfAnOrganizationShareItsLimitAndKeepTheirOwn() {
        UUID organization = UUID.randomUUID();
        Listener ann = listener("free", organization);
        Listener bob = listener("free", organization);
        ann.followed("https://" + newHost() + "/");
        ann.followed("https://" + newHost() + "/");
        bob.followed("https://" + newHost() + "/");

        assertThat(bob.follow("https://" + newHost() + "/").status()).isEqualTo(402);
        assertThat(ann.get("/api/feeds").body().size()).isEqualTo(2);
        assertThat(bob.get("/api/feeds").body().size()).isEqualTo(1);
        assertThat(freeListener().follow("https://" + newHost() + "/").status()).isEqualTo(201);
    }

    @Test
    void twoOrganizationsThatShareTwoMembersDoNotWaitForEachOtherInACircle() throws Exception {
        UUID one = UUID.randomUUID();
        UUID two = UUID.randomUUID();
        Listener first = listener("free", one);
        Listener second = listener("free", one);
        boolean inOrder = first.accountId.compareTo(second.accountId) < 0;
        Listener ann = inOrder ? first : second;
        Listener bob = inOrder ? second : first;
        String bobs = bob.followed("https://" + newHost() + "/");
        ann.followed("https://" + newHost() + "/");
        Listener annOfTwo = actingFor(two, ann);
        Listener bobOfTwo = actingFor(two, bob);
        String anns = annOfTwo.followed("https://" + newHost() + "/");
        bobOfTwo.followed("https://" + newHost() + "/");
        leaveRoomForOne(one, ann);
        leaveRoomForOne(two, bob);

        List<Integer> statuses;
        try (Connection other = dataSource.getConnection();
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            other.setAutoCommit(false);
            try (var lock =
                    other.prepareStatement(
                            "select version from follow_count where account_id = ? for update")) {
                lock.setObject(1, ann.accountId);
                lock.execute();
            }
            Future<Answer> ofTwo = threads.submit(() -> annOfTwo.delete("/api/feeds/" + anns));
            await().until(() -> waiting() == 1);
            Future<Answer> ofOne = threads.submit(() -> bob.delete("/api/feeds/" + bobs));
            await().until(() -> waiting() == 2);
            other.rollback();
            statuses = List.of(ofTwo.get().status(), ofOne.get().status());
        }
        assertThat(statuses).containsOnly(204);
    }

    /** Whoever followed last is past the limit until somebody lets go. */
    private void leaveRoomForOne(UUID payer, Listener last) {
        jdbc.sql(
                        "update follow set over_limit = true where payer_id = :payer and account_id = :last")
                .param("payer", payer)
                .param("last", last.accountId)
                .update();
        jdbc.sql(
                        "update follow_allowance set feed_limit = 1, within_limit = 1 where payer_id = :payer")
                .param("payer", payer)
                .update();
    }

    private int waiting() {
        return jdbc.sql(
                        "select count(*) from pg_locks where not granted and locktype = 'transactionid' or not granted and locktype = 'tuple'")
                .query(Integer.class)
                .single();
    }

    @Test
    void everyChangeIsToldWithGrowingVersions() {
        try (KafkaProbe facts = KafkaProbe.fromNow("follow")) {
            Listener ann = freeListener();
            String id = ann.followed("https://" + newHost() + "/");
            ann.delete("/api/feeds/" + id);

            FollowCountChanged last =
                    facts.await(
                            FollowCountChanged.class,
                            fact -> fact.accountId().equals(ann.accountId) && fact.version() == 2);
            assertThat(last.follows()).isZero();
            assertThat(last.payerId()).isEqualTo(ann.accountId);
            assertThat(facts.heard(FollowCountChanged.class))
                    .filteredOn(fact -> fact.accountId().equals(ann.accountId))
                    .extracting(FollowCountChanged::follows)
                    .containsExactly(1, 0);
        }
    }

    @Test
    void aDowngradeKeepsEveryFeedAndMarksTheNewestUntilAnUpgrade() {
        try (KafkaProbe facts = KafkaProbe.fromNow("follow")) {
            Listener ann = proListener();
            List<String> ids =
                    IntStream.range(0, 5)
                            .mapToObj(i -> ann.followed("https://" + newHost() + "/"))
                            .toList();
            facts.publish("billing-service", Neighbours.plan("free", 1, 3));
            facts.publish("billing-service", Neighbours.plan("pro", 1, null));

            facts.publish("billing-service", Neighbours.entitlement(ann.payerId, 2, "free"));

            FollowCountChanged marked =
                    facts.await(
                            FollowCountChanged.class,
                            fact ->
                                    fact.accountId().equals(ann.accountId)
                                            && fact.overLimit() == 2);
            assertThat(marked.follows()).isEqualTo(5);
            assertThat(ann.get("/api/feeds").body().valueStream().map(FollowingTest::isOverLimit))
                    .containsExactly(true, true, false, false, false);

            ann.delete("/api/feeds/" + ids.getFirst());
            assertThat(isOverLimit(ann.feed(ids.get(3)))).isFalse();
            assertThat(isOverLimit(ann.feed(ids.get(4)))).isTrue();

            facts.publish("billing-service", Neighbours.entitlement(ann.payerId, 4, "pro"));
            facts.publish("billing-service", Neighbours.entitlement(ann.payerId, 3, "free"));
            await().untilAsserted(() -> assertThat(isOverLimit(ann.feed(ids.get(4)))).isFalse());
        }
    }

    private static boolean isOverLimit(JsonNode feed) {
        return feed.path("status").asString().equals("over_limit");
    }

    @Test
    void aFeedPastTheLimitStaysReadable() {
        try (KafkaProbe facts = KafkaProbe.fromNow("follow")) {
            Listener ann = proListener();
            IntStream.range(0, 3).forEach(i -> ann.followed("https://" + newHost() + "/"));
            facts.publish("billing-service", Neighbours.plan("free", 1, 3));
            facts.publish("billing-service", Neighbours.plan("pro", 1, null));
            String host = newHost();
            WEB.at(
                    host + "/feed",
                    StubServer.ok(
                            "application/rss+xml", rss("Late", item("1", "One", "<p>x</p>"))));
            String id = ann.followed("http://" + host + "/feed");
            await().untilAsserted(() -> assertThat(ann.articles(id)).hasSize(1));

            facts.publish("billing-service", Neighbours.entitlement(ann.payerId, 2, "free"));

            await().untilAsserted(() ->
                    assertThat(ann.feed(id).path("status").asString()).isEqualTo("over_limit"));
            assertThat(ann.articles(id)).hasSize(1);
        }
    }

    private static <T> List<T> allAtOnce(int count, java.util.function.IntFunction<T> work)
            throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            List<Callable<T>> calls = new ArrayList<>();
            IntStream.range(0, count).forEach(i -> calls.add(() -> work.apply(i)));
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(calls)) {
                results.add(result.get());
            }
            return results;
        }
    }

    @Test
    void howManyFeedsAPayerFollowsIsTold() {
        Listener somebody = freeListener();
        assertThat(somebody.get("/api/usage/feeds").body().path("feeds").asInt(-1)).isZero();
        String host = newHost();
        WEB.at(host + "/feed", StubServer.ok("application/rss+xml", rss("F")));
        somebody.followed("http://" + host + "/feed");
        assertThat(somebody.get("/api/usage/feeds").body().path("feeds").asInt()).isEqualTo(1);
        assertThat(freeListener().get("/api/usage/feeds").body().path("feeds").asInt(-1)).isZero();
    }
}
