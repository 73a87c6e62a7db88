package app.feedtape.messaging.standing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.AccountFact.ListenerSettings;
import app.feedtape.events.Fact;
import app.feedtape.events.SessionFact.SessionEnded;
import app.feedtape.messaging.Envelope;
import app.feedtape.messaging.FactJson;
import app.feedtape.messaging.KafkaConnection;
import app.feedtape.messaging.TestService;
import app.feedtape.messaging.view.RecentView;
import app.feedtape.messaging.view.StateView;
import app.feedtape.messaging.view.Views;
import app.feedtape.web.call.ServiceClient;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.servlet.CallerVeto;
import app.feedtape.web.token.AccessToken;
import app.feedtape.web.token.Caller;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

class StandingTest {

    private static final AtomicReference<String> ANSWER =
            new AtomicReference<>("{\"status\":\"active\",\"roles\":[],\"session_over\":false}");

    private static final Duration LONG = Duration.ofMinutes(1);

    private static HttpServer auth;
    private static ConfigurableApplicationContext service;
    private static Producer<String, byte[]> producer;

    private final UUID account = UUID.randomUUID();
    private final UUID session = UUID.randomUUID();

    @BeforeAll
    static void start() throws IOException {
        auth = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        auth.createContext(
                "/internal/service-tokens",
                exchange -> answer(exchange, "{\"token\":\"t\",\"expires_in\":300}"));
        auth.createContext("/internal/standing", exchange -> answer(exchange, ANSWER.get()));
        auth.start();
        service =
                TestService.Shared.ENGINES
                        .service(
                                TestService.Shared.ENGINES.newSchema(), StandingConfiguration.class)
                        .properties(
                                "FEEDTAPE_AUTH_URL=http://127.0.0.1:" + auth.getAddress().getPort())
                        .run();
        producer = service.getBean(KafkaConnection.class).producer();
        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(refusal(UUID.randomUUID(), UUID.randomUUID())).isNull());
    }

    @AfterAll
    static void stop() {
        producer.close();
        service.close();
        auth.stop(0);
    }

    private static void answer(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void aSuspendedAccountIsRefusedUntilReinstatedAndADeletedOneForGood() {
        assertThat(refusal(account, session)).isNull();

        send(account(2, "suspended"));
        await().untilAsserted(() ->
                assertThat(refusal(account, session)).isEqualTo(ErrorCode.ACCOUNT_SUSPENDED));

        send(account(3, "active"));
        await().untilAsserted(() -> assertThat(refusal(account, session)).isNull());

        send(account(4, "deleted"));
        await().untilAsserted(() ->
                assertThat(refusal(account, session)).isEqualTo(ErrorCode.UNAUTHENTICATED));
    }

    @Test
    void anEndedSessionIsRefusedAndTheAccountsOtherSessionsAreNot() {
        send(new SessionEnded(account, session, Instant.now(), "logout"));

        await().untilAsserted(() ->
                assertThat(refusal(account, session)).isEqualTo(ErrorCode.UNAUTHENTICATED));
        assertThat(refusal(account, UUID.randomUUID())).isNull();
    }

    @Test
    void whileNotEverythingHasBeenReadNobodyIsTakenForActive() {
        StandingConfiguration configuration = new StandingConfiguration();
        Views views = service.getBean(Views.class);
        CallerVeto unread =
                configuration.standing(
                        configuration.accountStatuses(views),
                        configuration.endedSessions(views),
                        service.getBean(ServiceClient.class));

        assertThatThrownBy(() -> unread.check(caller(account, session)))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refused ->
                                assertThat(refused.code())
                                        .isEqualTo(ErrorCode.UPSTREAM_UNAVAILABLE));
    }

    @Test
    void whatWasHeardTooLongAgoIsAskedOfItsOwner() {
        StandingConfiguration configuration = new StandingConfiguration();
        Views views = service.getBean(Views.class);
        StateView<UUID, String> accounts = configuration.accountStatuses(views);
        RecentView<UUID, SessionEnded> sessions = configuration.endedSessions(views);
        CallerVeto standing =
                configuration.standing(accounts, sessions, service.getBean(ServiceClient.class));
        accounts.start();
        sessions.start();
        ANSWER.set("{}");
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(refusal(standing, account, session)).isNull());

        accounts.stop();
        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(refusal(standing, account, session))
                                .isEqualTo(ErrorCode.UPSTREAM_UNAVAILABLE));
        ANSWER.set("{\"status\":\"active\",\"roles\":[],\"session_over\":false}");
        // The breaker that opened lets a question through again.
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(refusal(standing, account, session)).isNull());
        ANSWER.set("{\"status\":\"active\",\"roles\":[],\"session_over\":true}");
        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(refusal(standing, account, session))
                                .isEqualTo(ErrorCode.UNAUTHENTICATED));
        ANSWER.set("{\"status\":\"suspended\",\"roles\":[],\"session_over\":false}");
        await().atMost(LONG)
                .untilAsserted(() ->
                        assertThat(refusal(standing, account, session))
                                .isEqualTo(ErrorCode.ACCOUNT_SUSPENDED));
        ANSWER.set("{\"status\":\"active\",\"roles\":[],\"session_over\":false}");
        sessions.stop();
    }

    private static @Nullable ErrorCode refusal(UUID account, UUID session) {
        return refusal(service.getBean(CallerVeto.class), account, session);
    }

    private static @Nullable ErrorCode refusal(CallerVeto standing, UUID account, UUID session) {
        try {
            standing.check(caller(account, session));
            return null;
        } catch (Refusal refused) {
            return refused.code();
        }
    }

    private static Caller caller(UUID account, UUID session) {
        return new Caller(
                new AccessToken(
                        account,
                        null,
                        session,
                        "t",
                        Instant.now(),
                        Instant.now().plusSeconds(60),
                        "free",
                        0,
                        Set.of("listener"),
                        Set.of("listener"),
                        null,
                        Set.of(),
                        null),
                "");
    }

    private AccountChanged account(long version, String status) {
        return new AccountChanged(
                account,
                version,
                null,
                true,
                null,
                status,
                List.of("listener"),
                new ListenerSettings("Lucia", BigDecimal.ONE, "auto", "standard"),
                Instant.EPOCH,
                Instant.EPOCH);
    }

    private static void send(Fact fact) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(
                        fact.topic().topicName(),
                        fact.key(),
                        FactJson.write(fact).getBytes(StandardCharsets.UTF_8));
        new Envelope(UUID.randomUUID(), fact.type(), "/test", Instant.EPOCH, null, null)
                .write(record.headers());
        producer.send(record);
    }
}
