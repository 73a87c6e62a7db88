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
import app.feedtape.messaging.view.Views;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.servlet.CallerVeto;
import app.feedtape.web.token.AccessToken;
import app.feedtape.web.token.Caller;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

class StandingTest {

    private static ConfigurableApplicationContext service;
    private static Producer<String, byte[]> producer;

    private final UUID account = UUID.randomUUID();
    private final UUID session = UUID.randomUUID();

    @BeforeAll
    static void start() {
        service =
                TestService.Shared.ENGINES
                        .service(
                                TestService.Shared.ENGINES.newSchema(), StandingConfiguration.class)
                        .run();
        producer = service.getBean(KafkaConnection.class).producer();
        await().untilAsserted(
                        () -> assertThat(refusal(UUID.randomUUID(), UUID.randomUUID())).isNull());
    }

    @AfterAll
    static void stop() {
        producer.close();
        service.close();
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
                        configuration.accountStatuses(views), configuration.endedSessions(views));

        assertThatThrownBy(() -> unread.check(caller(account, session)))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refused ->
                                assertThat(refused.code())
                                        .isEqualTo(ErrorCode.UPSTREAM_UNAVAILABLE));
    }

    private static @Nullable ErrorCode refusal(UUID account, UUID session) {
        try {
            service.getBean(CallerVeto.class).check(caller(account, session));
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
