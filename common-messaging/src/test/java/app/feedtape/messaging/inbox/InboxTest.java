package app.feedtape.messaging.inbox;

import static app.feedtape.messaging.TestService.header;
import static app.feedtape.messaging.TestService.recordsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.Fact;
import app.feedtape.events.FollowFact.FollowCountChanged;
import app.feedtape.events.NotificationFact.NotificationRequested;
import app.feedtape.events.Topic;
import app.feedtape.events.UsageFact.UsageRecorded;
import app.feedtape.messaging.Envelope;
import app.feedtape.messaging.FactJson;
import app.feedtape.messaging.KafkaConnection;
import app.feedtape.messaging.TestService;
import app.feedtape.messaging.TopicCreation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

class InboxTest {

    private static TestService.Engines engines;
    private static String schema;
    private static ConfigurableApplicationContext service;
    private static Producer<String, byte[]> producer;

    /** A small ledger: characters by payer, mails by number, follows by version. */
    @Configuration(proxyBeanMethods = false)
    static class Ledger {

        static final AtomicInteger FAILING = new AtomicInteger();
        static final AtomicBoolean REFUSING = new AtomicBoolean();

        @Bean
        FactSubscription<UsageRecorded> usage(JdbcClient jdbc) {
            return FactSubscription.of(
                    "ledger-usage-" + schemaOf(jdbc),
                    Topic.USAGE,
                    UsageRecorded.class,
                    fact ->
                            jdbc.sql(
                                            "insert into spent values (?, ?) on conflict (payer) do update set"
                                                    + " characters = spent.characters + excluded.characters")
                                    .params(fact.payerId(), fact.characters())
                                    .update());
        }

        @Bean
        FactSubscription<FollowCountChanged> follows(JdbcClient jdbc) {
            return FactSubscription.of(
                    "ledger-follows-" + schemaOf(jdbc),
                    Topic.FOLLOW,
                    FollowCountChanged.class,
                    fact ->
                            jdbc.sql(
                                            "insert into follows values (?, ?, ?) on conflict (account) do update set"
                                                    + " version = excluded.version, follows = excluded.follows"
                                                    + " where follows.version < excluded.version")
                                    .params(fact.accountId(), fact.version(), fact.follows())
                                    .update());
        }

        @Bean
        FactSubscription<NotificationRequested> mails(JdbcClient jdbc) {
            return FactSubscription.of(
                    "ledger-mails-" + schemaOf(jdbc),
                    Topic.NOTIFICATION,
                    NotificationRequested.class,
                    fact -> {
                        if (fact.template().equals("refused") && REFUSING.get()) {
                            throw new IllegalStateException("this one cannot be handled");
                        }
                        jdbc.sql(
                                        "insert into mail (account, template, request_id) values (?, ?, ?)")
                                .params(
                                        fact.accountId(),
                                        fact.template(),
                                        String.valueOf(MDC.get("request_id")))
                                .update();
                        if (FAILING.get() > 0) {
                            FAILING.decrementAndGet();
                            throw new org.springframework.dao.CannotAcquireLockException("passes");
                        }
                    });
        }

        private static String schemaOf(JdbcClient jdbc) {
            return jdbc.sql("select current_schema()").query(String.class).single();
        }
    }

    /** One service for all: each test has accounts of its own. */
    @BeforeAll
    static void startService() {
        engines = new TestService.Engines();
        schema = engines.newSchema();
        JdbcClient owner = engines.jdbc(schema + "_owner");
        owner.sql("create table spent (payer uuid primary key, characters bigint not null)")
                .update();
        owner.sql("create table follows (account uuid primary key, version bigint, follows int)")
                .update();
        owner.sql(
                        "create table mail (n bigint generated always as identity primary key, account uuid, template text,"
                                + " request_id text)")
                .update();
        owner.sql("grant all on spent, follows, mail to %s_app".formatted(schema)).update();
        startInstance();
        producer = service.getBean(KafkaConnection.class).producer();
    }

    private static void startInstance() {
        service =
                engines.service(schema, Ledger.class)
                        .properties(
                                "spring.flyway.baseline-on-migrate=true",
                                "spring.flyway.baseline-version=0")
                        .run();
        service.getBean(TopicCreation.class).done().orTimeout(20, TimeUnit.SECONDS).join();
    }

    @AfterAll
    static void stopService() {
        producer.close();
        service.close();
        engines.close();
    }

    @AfterEach
    void nothingFailsAnyMore() {
        Ledger.FAILING.set(0);
        Ledger.REFUSING.set(false);
    }

    /** faults.md K1. */
    @Test
    void aFactDeliveredAThousandTimesIsCountedOnce() {
        UUID payer = UUID.randomUUID();
        UUID id = UUID.randomUUID();
        IntStream.range(0, 1000).forEach(n -> send(id, usage(payer, 7)));
        send(UUID.randomUUID(), usage(payer, 1));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(spent(payer)).isEqualTo(8));
    }

    /** faults.md K2. */
    @Test
    void anOlderVersionAfterANewerOneChangesNothing() {
        UUID account = UUID.randomUUID();
        send(UUID.randomUUID(), new FollowCountChanged(account, account, 7, 70, 0, Instant.EPOCH));
        send(UUID.randomUUID(), new FollowCountChanged(account, account, 6, 60, 0, Instant.EPOCH));
        UUID marker = UUID.randomUUID();
        sendTo(
                "follow",
                account.toString(),
                UUID.randomUUID(),
                new FollowCountChanged(marker, marker, 1, 1, 0, Instant.EPOCH));
        await().untilAsserted(() -> assertThat(follows(marker)).isEqualTo(1));
        assertThat(follows(account)).isEqualTo(70);
    }

    /** faults.md K3: each with its reason on the dead letter topic, and the next record handled. */
    @Test
    void whatCannotBeReadIsSetAsideAndTheNextRecordIsHandled() {
        UUID payer = UUID.randomUUID();
        String key = payer.toString();
        UUID valid = UUID.randomUUID();
        raw(key, valid, usageType(), "{ not json".getBytes(StandardCharsets.UTF_8));
        raw(key, valid, usageType(), "[1,2]".getBytes(StandardCharsets.UTF_8));
        raw(key, valid, usageType(), null);
        raw(
                key,
                valid,
                usageType(),
                json(usage(payer, 5))
                        .replace("\"payer_id\"", "\"somebody\"")
                        .getBytes(StandardCharsets.UTF_8));
        raw(key, null, usageType(), json(usage(payer, 5)).getBytes(StandardCharsets.UTF_8));
        put(new ProducerRecord<>("usage", key, new byte[900_000]));
        raw(
                key,
                UUID.randomUUID(),
                "app.feedtape.usage.invented_later.v1",
                "{}".getBytes(StandardCharsets.UTF_8));
        send(UUID.randomUUID(), usage(payer, 3));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(spent(payer)).isEqualTo(3));
        var letters =
                recordsOf(service, "usage.dlt").stream()
                        .filter(it -> key.equals(it.key()))
                        .toList();
        assertThat(letters).hasSize(6);
        assertThat(letters)
                .allSatisfy(letter -> {
                    assertThat(header(letter, "dlt_reason")).isNotBlank();
                    assertThat(header(letter, "dlt_topic")).isEqualTo("usage");
                    assertThat(header(letter, "dlt_consumer")).isEqualTo("ledger-usage-" + schema);
                });
    }

    @Test
    void whatAHandlerRefusesIsSetAsideAfterFiveAttemptsAndHandledOnceByAReplay() {
        Ledger.REFUSING.set(true);
        UUID account = UUID.randomUUID();
        UUID id = UUID.randomUUID();
        sendTo("notification", account.toString(), id, mail(account, "refused"));
        sendTo("notification", account.toString(), UUID.randomUUID(), mail(account, "next"));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(mails(account)).containsExactly("next"));
        DeadLetters letters = service.getBean(DeadLetters.class);
        assertThat(letters.replay(Topic.NOTIFICATION)).isEqualTo(new DeadLetters.Replay(0, 1));
        Ledger.REFUSING.set(false);
        assertThat(letters.replay(Topic.NOTIFICATION)).isEqualTo(new DeadLetters.Replay(1, 0));
        assertThat(letters.replay(Topic.NOTIFICATION)).isEqualTo(new DeadLetters.Replay(0, 0));
        assertThat(mails(account)).containsExactly("next", "refused");
    }

    /** faults.md K4. */
    @Test
    void aFailureThatPassesIsTriedAgainInOrderAndNeverSetAside() {
        Ledger.FAILING.set(5);
        UUID account = UUID.randomUUID();
        for (String template : List.of("first", "second", "third")) {
            sendTo("notification", account.toString(), UUID.randomUUID(), mail(account, template));
        }
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(mails(account)).containsExactly("first", "second", "third"));
        assertThat(deadLettersOf(account)).isZero();
    }

    /** faults.md K4: the database itself goes away. */
    @Test
    void withTheDatabaseKilledFactsWaitAndAreHandledInOrder() {
        UUID account = UUID.randomUUID();
        sendTo("notification", account.toString(), UUID.randomUUID(), mail(account, "before"));
        await().untilAsserted(() -> assertThat(mails(account)).containsExactly("before"));
        engines.postgres().kill();
        List<String> sent = IntStream.range(0, 20).mapToObj(n -> "during-" + n).toList();
        sent.forEach(it ->
                sendTo("notification", account.toString(), UUID.randomUUID(), mail(account, it)));
        engines.startPostgres();
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(mails(account)).hasSize(21));
        assertThat(mails(account).subList(1, 21)).containsExactlyElementsOf(sent);
        assertThat(deadLettersOf(account)).isZero();
    }

    /**
     * faults.md K8 and K13: the effect is committed, the offset is not; and everything from the
     * beginning.
     */
    @Test
    void aTopicReadAgainFromTheBeginningChangesNothing()
            throws ExecutionException, InterruptedException {
        UUID payer = UUID.randomUUID();
        for (int n = 1; n <= 30; n++) {
            send(UUID.randomUUID(), usage(payer, n));
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(spent(payer)).isEqualTo(465));
        service.close();
        forgetOffsets("ledger-usage-" + schema, "usage");
        startInstance();
        send(UUID.randomUUID(), usage(payer, 1000));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(spent(payer)).isEqualTo(1465));
    }

    @Test
    void theRequestIdOfAFactIsThatOfItsHandling() {
        UUID account = UUID.randomUUID();
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(
                        "notification",
                        account.toString(),
                        json(mail(account, "traced")).getBytes(StandardCharsets.UTF_8));
        new Envelope(
                        UUID.randomUUID(),
                        mail(account, "traced").type(),
                        "/test",
                        Instant.EPOCH,
                        null,
                        "request-99")
                .write(record.headers());
        put(record);
        await().untilAsserted(() ->
                assertThat(
                                service.getBean(JdbcClient.class)
                                        .sql(
                                                "select request_id from mail where template = 'traced'")
                                        .query(String.class)
                                        .list())
                        .containsExactly("request-99"));
    }

    private void forgetOffsets(String group, String topic)
            throws ExecutionException, InterruptedException {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", engines.kafka().bootstrapServers()))) {
            Map<TopicPartition, OffsetAndMetadata> beginning = new java.util.HashMap<>();
            IntStream.range(0, 6)
                    .forEach(n ->
                            beginning.put(new TopicPartition(topic, n), new OffsetAndMetadata(0)));
            admin.alterConsumerGroupOffsets(group, beginning).all().get();
        }
    }

    private long deadLettersOf(UUID account) {
        return recordsOf(service, "notification.dlt").stream()
                .filter(it -> account.toString().equals(it.key()))
                .count();
    }

    private long spent(UUID payer) {
        return service.getBean(JdbcClient.class)
                .sql("select coalesce(sum(characters), 0) from spent where payer = ?")
                .param(payer)
                .query(Long.class)
                .single();
    }

    private int follows(UUID account) {
        return service.getBean(JdbcClient.class)
                .sql("select coalesce(sum(follows), 0)::int from follows where account = ?")
                .param(account)
                .query(Integer.class)
                .single();
    }

    private List<String> mails(UUID account) {
        return service.getBean(JdbcClient.class)
                .sql("select template from mail where account = ? order by n")
                .param(account)
                .query(String.class)
                .list();
    }

    private void send(UUID id, Fact fact) {
        sendTo(fact.topic().topicName(), fact.key(), id, fact);
    }

    private void sendTo(String topic, String key, UUID id, Fact fact) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(topic, key, json(fact).getBytes(StandardCharsets.UTF_8));
        new Envelope(id, fact.type(), "/test", Instant.EPOCH, null, null).write(record.headers());
        put(record);
    }

    private void raw(String key, UUID id, String type, byte[] value) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>("usage", key, value);
        new Envelope(id == null ? UUID.randomUUID() : id, type, "/test", Instant.EPOCH, null, null)
                .write(record.headers());
        if (id == null) {
            record.headers().remove(Envelope.ID);
        }
        put(record);
    }

    private void put(ProducerRecord<String, byte[]> record) {
        try {
            producer.send(record).get();
        } catch (InterruptedException | ExecutionException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String json(Fact fact) {
        return FactJson.write(fact);
    }

    private static String usageType() {
        return "app.feedtape.usage.recorded.v1";
    }

    private static NotificationRequested mail(UUID account, String template) {
        return new NotificationRequested(account, template, Map.of(), "d");
    }

    private static UsageRecorded usage(UUID payer, long characters) {
        return new UsageRecorded(
                UUID.randomUUID(),
                payer,
                payer,
                LocalDate.of(2026, 11, 20),
                characters,
                UUID.randomUUID(),
                "Joanna",
                "standard",
                "en",
                Instant.EPOCH);
    }
}
