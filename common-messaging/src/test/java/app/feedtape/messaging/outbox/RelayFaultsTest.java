package app.feedtape.messaging.outbox;

import static app.feedtape.messaging.TestService.header;
import static app.feedtape.messaging.TestService.recordsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.NotificationFact.NotificationRequested;
import app.feedtape.localstack.engines.Signals;
import app.feedtape.messaging.Envelope;
import app.feedtape.messaging.FactJson;
import app.feedtape.messaging.KafkaConnection;
import app.feedtape.messaging.TestService;
import app.feedtape.messaging.TopicCreation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class RelayFaultsTest {

    private static TestService.Engines engines;
    private ConfigurableApplicationContext service;

    @BeforeAll
    static void startEngines() {
        engines = new TestService.Engines();
    }

    @AfterAll
    static void stopEngines() {
        engines.close();
    }

    @BeforeEach
    void startService() {
        service = engines.service(engines.newSchema()).run();
        service.getBean(TopicCreation.class).done().orTimeout(20, TimeUnit.SECONDS).join();
    }

    @AfterEach
    void stopService() {
        service.close();
    }

    /** faults.md K6 in small. */
    @Test
    void withTheBrokerKilledWritesGoOnAndNothingIsLost() {
        String run = "killed-" + UUID.randomUUID();
        write(run, 0, 50);
        engines.kafka().kill();
        write(run, 50, 400);
        assertThat(events().backlog().events()).isGreaterThanOrEqualTo(400);
        engines.startKafka();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(events().backlog().events()).isZero());
        assertThat(distinct(run))
                .containsExactlyElementsOf(IntStream.range(0, 450).boxed().toList());
    }

    /** faults.md K7: it hangs instead of refusing. */
    @Test
    void withTheBrokerHangingNoWriterWaits() {
        String run = "hanging-" + UUID.randomUUID();
        Signals.send(engines.kafka().pid(), "STOP");
        try {
            write(run, 0, 200);
            assertThat(events().backlog().events()).isEqualTo(200);
        } finally {
            Signals.send(engines.kafka().pid(), "CONT");
        }
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(events().backlog().events()).isZero());
        assertThat(distinct(run)).hasSize(200);
    }

    /**
     * faults.md K9: the process dies after the broker has the batch and before the rows are
     * deleted.
     */
    @Test
    void whatADeadInstanceSentButDidNotNoteIsSentAgainUnderTheSameIds() {
        String run = "dead-" + UUID.randomUUID();
        service.getBean(Relay.class).stop();
        write(run, 0, 20);
        RelayProducer dying = new RelayProducer(service.getBean(KafkaConnection.class));
        dying.send(events().next(100));
        dying.close();
        assertThat(events().backlog().events()).isEqualTo(20);
        service.getBean(Relay.class).start();
        await().untilAsserted(() -> assertThat(events().backlog().events()).isZero());
        List<ConsumerRecord<String, byte[]>> sent = of(run);
        assertThat(sent).hasSize(40);
        assertThat(sent.stream().map(record -> header(record, Envelope.ID)).distinct()).hasSize(20);
    }

    /** faults.md K11: an instance stalls with a batch in hand, loses its lease, and wakes. */
    @Test
    void aStalledInstanceCannotPutOldFactsBehindNewerOnes() {
        String run = "stalled-" + UUID.randomUUID();
        service.getBean(Relay.class).stop();
        write(run, 0, 1);
        KafkaConnection connection = service.getBean(KafkaConnection.class);
        RelayProducer stalled = new RelayProducer(connection);
        stalled.send(events().next(100));
        List<OutboxEvents.Event> inHand = events().next(100);

        service.getBean(Relay.class).start();
        write(run, 1, 10);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(events().backlog().events()).isZero());

        assertThatThrownBy(() -> stalled.send(inHand)).isInstanceOf(KafkaException.class);
        stalled.close();
        List<Integer> arrived = of(run).stream().map(RelayFaultsTest::number).toList();
        assertThat(arrived.getLast()).isEqualTo(10);
    }

    @Test
    void onlyOneInstanceHoldsTheLeaseAndAnotherTakesItWhenItIsLeft() {
        service.getBean(Relay.class).stop();
        JdbcClient jdbc = service.getBean(JdbcClient.class);
        RelayLease first = new RelayLease(jdbc);
        RelayLease second = new RelayLease(jdbc);
        assertThat(first.tryHold()).isTrue();
        assertThat(second.tryHold()).isFalse();
        first.release();
        await().untilAsserted(() -> assertThat(second.tryHold()).isTrue());
    }

    private OutboxEvents events() {
        return service.getBean(OutboxEvents.class);
    }

    /** One transaction per fact. */
    private void write(String run, int from, int count) {
        TransactionTemplate transaction =
                new TransactionTemplate(service.getBean(PlatformTransactionManager.class));
        Outbox outbox = service.getBean(Outbox.class);
        UUID account = UUID.nameUUIDFromBytes(run.getBytes());
        IntStream.range(from, from + count)
                .forEach(n ->
                        transaction.executeWithoutResult(status ->
                                outbox.publish(
                                        new NotificationRequested(
                                                account, run, Map.of("n", "" + n), run + n))));
    }

    private List<ConsumerRecord<String, byte[]>> of(String run) {
        return recordsOf(service, "notification").stream()
                .filter(record ->
                        FactJson.read(record.value(), NotificationRequested.class)
                                .template()
                                .equals(run))
                .toList();
    }

    private List<Integer> distinct(String run) {
        return of(run).stream().map(RelayFaultsTest::number).distinct().toList();
    }

    private static int number(ConsumerRecord<String, byte[]> record) {
        return Integer.parseInt(
                FactJson.read(record.value(), NotificationRequested.class).parameters().get("n"));
    }
}
