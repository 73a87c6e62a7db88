package app.feedtape.messaging.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.events.EntitlementFact.Heartbeat;
import app.feedtape.events.Fact;
import app.feedtape.events.FollowFact.FollowCountChanged;
import app.feedtape.events.SessionFact.SessionEnded;
import app.feedtape.events.Topic;
import app.feedtape.messaging.Envelope;
import app.feedtape.messaging.FactJson;
import app.feedtape.messaging.KafkaConnection;
import app.feedtape.messaging.TestService;
import app.feedtape.messaging.TopicCreation;
import app.feedtape.messaging.outbox.Heartbeats;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class StateViewTest {

    private static ConfigurableApplicationContext service;
    private static Producer<String, byte[]> producer;

    @Configuration(proxyBeanMethods = false)
    static class Declared {
        @Bean
        StateView<UUID, FollowCountChanged> follows(Views views) {
            return views.state(
                    Topic.FOLLOW,
                    FollowCountChanged.class,
                    UUID::fromString,
                    FollowCountChanged::version);
        }

        @Bean
        RecentView<UUID, SessionEnded> ended(Views views) {
            return views.recent(
                    Topic.SESSION,
                    SessionEnded.class,
                    Duration.ofHours(1),
                    SessionEnded::sessionId,
                    SessionEnded::endedAt);
        }
    }

    @BeforeAll
    static void start() {
        service =
                TestService.Shared.ENGINES
                        .service(TestService.Shared.ENGINES.newSchema(), Declared.class)
                        .run();
        service.getBean(TopicCreation.class).done().orTimeout(20, TimeUnit.SECONDS).join();
        producer = service.getBean(KafkaConnection.class).producer();
    }

    @AfterAll
    static void stop() {
        producer.close();
        service.close();
    }

    @SuppressWarnings("unchecked")
    private static StateView<UUID, FollowCountChanged> follows() {
        return (StateView<UUID, FollowCountChanged>) service.getBean("follows");
    }

    @Test
    void aServiceIsReadyOnceItsViewsHaveCaughtUp() {
        await().untilAsserted(() ->
                assertThat(
                                service.getBean("viewsHealthIndicator", HealthIndicator.class)
                                        .health()
                                        .getStatus())
                        .isEqualTo(Status.UP));
        assertThat(follows().isCaughtUp()).isTrue();
    }

    @Test
    void theNewestVersionIsKeptWhateverComesAfterIt() {
        UUID account = UUID.randomUUID();
        List<Integer> told = new CopyOnWriteArrayList<>();
        follows()
                .onChange(change -> {
                    if (change.key().equals(account)) {
                        told.add(change.now() == null ? -1 : change.now().follows());
                    }
                });
        send(follow(account, 2, 20));
        send(follow(account, 1, 10));
        send(follow(account, 3, 30));
        await().untilAsserted(() -> assertThat(told).containsExactly(20, 30));
        producer.send(new ProducerRecord<>("follow", account.toString(), null));
        await().untilAsserted(() -> assertThat(follows().find(account)).isEmpty());
        assertThat(told).containsExactly(20, 30, -1);
    }

    @Test
    void aRecordThatCannotBeReadIsPassedOver() {
        UUID account = UUID.randomUUID();
        ProducerRecord<String, byte[]> poison =
                new ProducerRecord<>(
                        "follow", account.toString(), "{".getBytes(StandardCharsets.UTF_8));
        new Envelope(
                        UUID.randomUUID(),
                        follow(account, 1, 1).type(),
                        "/t",
                        Instant.EPOCH,
                        null,
                        null)
                .write(poison.headers());
        producer.send(poison);
        send(follow(account, 2, 2));
        await().untilAsserted(() -> assertThat(follows().find(account)).isPresent());
    }

    @Test
    void anInstanceThatStartsLaterReadsWhatWasSaidBefore() {
        UUID account = UUID.randomUUID();
        UUID session = UUID.randomUUID();
        send(follow(account, 1, 5));
        send(new SessionEnded(account, session, Instant.now(), "logout"));
        producer.flush();
        try (var later =
                TestService.Shared.ENGINES
                        .service(TestService.Shared.ENGINES.newSchema(), Declared.class)
                        .run()) {
            @SuppressWarnings("unchecked")
            StateView<UUID, FollowCountChanged> view =
                    (StateView<UUID, FollowCountChanged>) later.getBean("follows");
            await().until(view::isCaughtUp);
            assertThat(view.snapshot()).containsKey(account);
            @SuppressWarnings("unchecked")
            RecentView<UUID, SessionEnded> ended =
                    (RecentView<UUID, SessionEnded>) later.getBean("ended");
            await().untilAsserted(() -> assertThat(ended.find(session)).isPresent());
        }
    }

    @Test
    void withoutAHeartbeatForItsPartitionAViewSaysThatItCannotBeReliedOn() {
        StateView<UUID, EntitlementChanged> view =
                service.getBean(Views.class)
                        .state(
                                Topic.ENTITLEMENT,
                                EntitlementChanged.class,
                                UUID::fromString,
                                EntitlementChanged::version);
        UUID payer = UUID.randomUUID();
        view.start();
        await().until(view::isCaughtUp);
        assertThat(view.isHeardWithin(payer, Duration.ofSeconds(2))).isFalse();
        var heartbeat =
                service.getBean(Heartbeats.class)
                        .on(
                                Topic.ENTITLEMENT,
                                partition -> new Heartbeat(partition, Instant.EPOCH));
        heartbeat.start();
        await().untilAsserted(() ->
                assertThat(view.isHeardWithin(payer, Duration.ofSeconds(2))).isTrue());
        heartbeat.stop();
        await().untilAsserted(() ->
                assertThat(view.isHeardWithin(payer, Duration.ofSeconds(2))).isFalse());
        view.stop();
    }

    private static FollowCountChanged follow(UUID account, long version, int follows) {
        return new FollowCountChanged(account, account, version, follows, 0, Instant.EPOCH);
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
