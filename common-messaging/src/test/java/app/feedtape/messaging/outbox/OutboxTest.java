package app.feedtape.messaging.outbox;

import static app.feedtape.messaging.TestService.header;
import static app.feedtape.messaging.TestService.recordsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.FollowFact.FollowCountChanged;
import app.feedtape.events.NotificationFact.NotificationRequested;
import app.feedtape.events.Topic;
import app.feedtape.messaging.FactJson;
import app.feedtape.messaging.TestService;
import app.feedtape.web.request.RequestContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class OutboxTest {

    private static ConfigurableApplicationContext service;
    private static Outbox outbox;
    private static TransactionTemplate transaction;

    @BeforeAll
    static void start() {
        service = TestService.Shared.ENGINES.service(TestService.Shared.ENGINES.newSchema()).run();
        outbox = service.getBean(Outbox.class);
        transaction = new TransactionTemplate(service.getBean(PlatformTransactionManager.class));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void aFactOutsideATransactionIsRefused() {
        assertThatThrownBy(() -> outbox.publish(mail("outside")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aFactTooLargeForTheBrokerIsRefusedBeforeItCanStandInTheWay() {
        NotificationRequested large = mail("x".repeat(300_000));
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> outbox.publish(large)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCommittedFactArrivesWithItsEnvelopeAndARolledBackOneNever() {
        transaction.executeWithoutResult(status -> {
            outbox.publish(mail("rolled-back"));
            status.setRollbackOnly();
        });
        RequestContext context = RequestContext.accept("request-17", null);
        try (RequestContext.Scope _ = context.open()) {
            transaction.executeWithoutResult(status -> outbox.publish(mail("committed")));
        }
        await().untilAsserted(() -> assertThat(mails()).contains("committed"));
        ConsumerRecord<String, byte[]> record =
                recordsOf(service, "notification").stream()
                        .filter(it -> template(it).equals("committed"))
                        .findFirst()
                        .orElseThrow();
        assertThat(header(record, "request_id")).isEqualTo("request-17");
        assertThat(header(record, "traceparent"))
                .startsWith(context.traceparent().substring(0, 36));
        assertThat(header(record, "ce_type")).isEqualTo("app.feedtape.notification.requested.v1");
        assertThat(UUID.fromString(header(record, "ce_id")).version()).isEqualTo(7);
        assertThat(header(record, "content-type")).isEqualTo("application/json");
        assertThat(mails()).doesNotContain("rolled-back");
        await().untilAsserted(() ->
                assertThat(service.getBean(OutboxEvents.class).backlog().events()).isZero());
    }

    /** faults.md K10: ids are handed out before commit. */
    @Test
    void aFactCommittedLateIsPublishedThoughOnesWrittenAfterItWentAhead()
            throws InterruptedException {
        CountDownLatch mayCommit = new CountDownLatch(1);
        CountDownLatch written = new CountDownLatch(1);
        Thread slow =
                Thread.ofVirtual()
                        .start(() ->
                                transaction.executeWithoutResult(status -> {
                                    outbox.publish(mail("slow"));
                                    written.countDown();
                                    awaitLatch(mayCommit);
                                }));
        written.await();
        transaction.executeWithoutResult(status -> outbox.publish(mail("quick")));
        await().untilAsserted(() -> assertThat(mails()).contains("quick"));
        assertThat(mails()).doesNotContain("slow");
        mayCommit.countDown();
        slow.join();
        await().untilAsserted(() -> assertThat(mails()).contains("slow"));
    }

    @Test
    void factsOfOneKeyArriveInTheOrderTheirTransactionsCommitted()
            throws InterruptedException, ExecutionException {
        UUID account = UUID.randomUUID();
        LongCounter counter = new LongCounter();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int writer = 0; writer < 8; writer++) {
                all.add(threads.submit(() -> write(account, counter)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        await().untilAsserted(() -> assertThat(versions(account)).hasSize(160));
        assertThat(versions(account))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 160).boxed().toList());
    }

    private static final class LongCounter {
        private long value;

        synchronized long next() {
            return ++value;
        }
    }

    /** The version is taken while the key's turn is held, so its order is the order of commits. */
    private static void write(UUID account, LongCounter counter) {
        for (int n = 0; n < 20; n++) {
            transaction.executeWithoutResult(status -> {
                outbox.publish(mailTo(account, "turn"));
                outbox.publish(
                        new FollowCountChanged(
                                account, account, counter.next(), 1, 0, Instant.EPOCH));
            });
        }
    }

    private static List<Long> versions(UUID account) {
        return recordsOf(service, Topic.FOLLOW.topicName()).stream()
                .filter(record -> account.toString().equals(record.key()))
                .map(record -> FactJson.read(record.value(), FollowCountChanged.class).version())
                .toList();
    }

    private static List<String> mails() {
        return recordsOf(service, "notification").stream().map(OutboxTest::template).toList();
    }

    private static String template(ConsumerRecord<String, byte[]> record) {
        return FactJson.read(record.value(), NotificationRequested.class).template();
    }

    private static NotificationRequested mail(String template) {
        return mailTo(UUID.randomUUID(), template);
    }

    private static NotificationRequested mailTo(UUID account, String template) {
        return new NotificationRequested(account, template, Map.of(), UUID.randomUUID().toString());
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
