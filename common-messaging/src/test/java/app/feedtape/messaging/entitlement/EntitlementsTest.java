package app.feedtape.messaging.entitlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.Entitlement;
import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.events.EntitlementFact.Heartbeat;
import app.feedtape.events.EntitlementFact.Overrides;
import app.feedtape.events.PlanFact.Limits;
import app.feedtape.events.PlanFact.PlanChanged;
import app.feedtape.events.PlanFact.Rate;
import app.feedtape.events.Topic;
import app.feedtape.messaging.TestService;
import app.feedtape.messaging.outbox.Heartbeats;
import app.feedtape.messaging.outbox.Outbox;
import app.feedtape.messaging.view.StateView;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

class EntitlementsTest {

    private static final PlanChanged FREE = plan("free", 1, 20_000L);
    private static final Map<UUID, BillingAnswer> BILLING = new ConcurrentHashMap<>();
    private static final AtomicInteger CALLS = new AtomicInteger();
    private static HttpServer others;
    private static ConfigurableApplicationContext service;
    private static Entitlements entitlements;

    @BeforeAll
    static void start() throws IOException {
        others = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        others.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        others.createContext(
                "/internal/service-tokens",
                exchange -> answer(exchange, 200, "{\"token\":\"t\",\"expires_in\":300}"));
        others.createContext("/internal/entitlements/", EntitlementsTest::billing);
        others.start();
        String address = "http://127.0.0.1:" + others.getAddress().getPort();
        service =
                TestService.Shared.ENGINES
                        .service(
                                TestService.Shared.ENGINES.newSchema(),
                                EntitlementsConfiguration.class)
                        .properties(
                                "FEEDTAPE_AUTH_URL=" + address, "FEEDTAPE_BILLING_URL=" + address)
                        .run();
        entitlements = service.getBean(Entitlements.class);
        await().until(() -> view().isCaughtUp());
    }

    @AfterAll
    static void stop() {
        service.close();
        others.stop(0);
    }

    private static void billing(HttpExchange exchange) throws IOException {
        CALLS.incrementAndGet();
        String path = exchange.getRequestURI().getPath();
        BillingAnswer answer =
                BILLING.get(UUID.fromString(path.substring(path.lastIndexOf('/') + 1)));
        answer(
                exchange,
                answer == null ? 503 : 200,
                answer == null ? "{}" : JsonMapper.shared().writeValueAsString(answer));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @SuppressWarnings("unchecked")
    private static StateView<UUID, EntitlementChanged> view() {
        return (StateView<UUID, EntitlementChanged>) service.getBean("entitlementView");
    }

    @Test
    void aPayerNobodyHasHeardOfIsAskedForOnceByAllWhoWait() {
        UUID payer = UUID.randomUUID();
        BILLING.put(payer, new BillingAnswer(entitlement(payer, 1, "free", null), FREE));
        assertThat(entitlements.known(payer, 0)).isEmpty();
        int before = CALLS.get();
        List<CompletableFuture<Entitlement>> all =
                IntStream.range(0, 50).mapToObj(n -> entitlements.find(payer, 1)).toList();
        assertThat(all)
                .allSatisfy(one ->
                        assertThat(one.join().limits().charactersPerDay()).isEqualTo(20_000));
        assertThat(CALLS.get() - before).isEqualTo(1);
        assertThat(entitlements.known(payer, 1)).isPresent();
        assertThat(entitlements.known(payer, 2)).isEmpty();
    }

    @Test
    void whatCannotBeLearnedIsARefusalAndNotYesterdaysPermission() {
        UUID payer = UUID.randomUUID();
        say(entitlement(payer, 1, "free", null));
        await().until(() -> view().find(payer).isPresent());
        assertThatThrownBy(() -> entitlements.find(payer, 2).join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal ->
                                assertThat(refusal.code())
                                        .isEqualTo(ErrorCode.UPSTREAM_UNAVAILABLE));
    }

    @Test
    void whatTheTopicSaysIsReliedOnWhileItsHeartbeatIsHeard() {
        UUID payer = UUID.randomUUID();
        say(FREE);
        say(entitlement(payer, 4, "free", null));
        await().until(() -> view().find(payer).isPresent());
        assertThat(entitlements.known(payer, 4)).isEmpty();
        var heartbeat =
                service.getBean(Heartbeats.class)
                        .on(
                                Topic.ENTITLEMENT,
                                partition -> new Heartbeat(partition, Instant.EPOCH));
        heartbeat.start();
        await().untilAsserted(() -> assertThat(entitlements.known(payer, 4)).isPresent());
        assertThat(entitlements.known(payer, 5)).isEmpty();
        heartbeat.stop();
        await().untilAsserted(() -> assertThat(entitlements.known(payer, 4)).isEmpty());
    }

    @Test
    void anEntitlementPastItsEndIsAskedForAgain() {
        UUID payer = UUID.randomUUID();
        BILLING.put(payer, new BillingAnswer(entitlement(payer, 1, "free", Instant.EPOCH), FREE));
        entitlements.find(payer, 0).join();
        assertThat(entitlements.known(payer, 0)).isEmpty();
    }

    private static void say(app.feedtape.events.Fact fact) {
        new TransactionTemplate(service.getBean(PlatformTransactionManager.class))
                .executeWithoutResult(status -> service.getBean(Outbox.class).publish(fact));
    }

    private static EntitlementChanged entitlement(
            UUID payer, long version, String plan, Instant validUntil) {
        return new EntitlementChanged(
                payer,
                version,
                plan,
                1,
                "trialing",
                "signup",
                UUID.randomUUID(),
                Instant.parse("2026-11-27T00:00:00Z"),
                validUntil,
                Overrides.NONE,
                Instant.EPOCH);
    }

    private static PlanChanged plan(String name, long version, Long characters) {
        return new PlanChanged(
                name,
                version,
                name,
                new Limits(characters, 3, List.of("standard"), 10, 100, 5_000L, false, 1),
                List.of(),
                Map.of("api", new Rate(60, 60)));
    }
}
