package app.feedtape.test;

import app.feedtape.events.Fact;
import app.feedtape.events.FactType;
import app.feedtape.messaging.Envelope;
import app.feedtape.messaging.FactJson;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Says facts as another service would, and hears what the service under test says. For one thread.
 */
public final class KafkaProbe implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Producer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<ConsumerRecord<String, byte[]>> heard = new ArrayList<>();

    private KafkaProbe(String servers) {
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", servers, "linger.ms", 0),
                        new StringSerializer(),
                        new ByteArraySerializer());
        consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                servers,
                                "auto.offset.reset",
                                "earliest",
                                "enable.auto.commit",
                                false),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
    }

    /** Hears every record of these topics from the beginning, also those said before. */
    public static KafkaProbe fromBeginning(String... topics) {
        var probe = listening(topics);
        probe.consumer.seekToBeginning(probe.consumer.assignment());
        return probe;
    }

    /** Hears what is said from now on. */
    public static KafkaProbe fromNow(String... topics) {
        var probe = listening(topics);
        probe.consumer.seekToEnd(probe.consumer.assignment());
        // Seeking is lazy: without asking, "the end" would be where it is at the first poll.
        probe.consumer.assignment().forEach(probe.consumer::position);
        return probe;
    }

    private static KafkaProbe listening(String... topics) {
        var servers = TestInfrastructure.kafka().bootstrapServers();
        makeDeclaredTopics(servers);
        var probe = new KafkaProbe(servers);
        probe.consumer.assign(
                Arrays.stream(topics)
                        .flatMap(topic -> probe.consumer.partitionsFor(topic).stream())
                        .map(partition ->
                                new TopicPartition(partition.topic(), partition.partition()))
                        .toList());
        return probe;
    }

    /** Makes every topic of the house, as a service would at its start. */
    public static void makeDeclaredTopics() {
        makeDeclaredTopics(TestInfrastructure.kafka().bootstrapServers());
    }

    private static void makeDeclaredTopics(String servers) {
        try (var admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            for (NewTopic topic : TopicTable.declared()) {
                make(admin, topic);
            }
        }
    }

    private static void make(Admin admin, NewTopic topic) {
        try {
            admin.createTopics(List.of(topic)).all().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            if (!(failure.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException(failure);
            }
        } catch (InterruptedException | TimeoutException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Publishes a fact as if `source` had said it, under a fresh id that is returned. */
    public UUID publish(String source, Fact fact) {
        var id = UUID.randomUUID();
        publish(id, source, fact);
        return id;
    }

    /** Publishes a fact under a given id: the same id twice is a duplicate on the wire. */
    public void publish(UUID id, String source, Fact fact) {
        var value = FactJson.write(fact).getBytes(StandardCharsets.UTF_8);
        var record =
                new ProducerRecord<String, byte[]>(fact.topic().topicName(), fact.key(), value);
        new Envelope(id, fact.type(), source, Clock.systemUTC().instant(), null, null)
                .write(record.headers());
        send(record);
    }

    /** Publishes anything, poison included. */
    public void publishRaw(
            String topic, String key, byte @Nullable [] value, Map<String, String> headers) {
        var record = new ProducerRecord<String, byte[]>(topic, key, value);
        headers.forEach(
                (name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        send(record);
    }

    private void send(ProducerRecord<String, byte[]> record) {
        try {
            producer.send(record).get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failure) {
            throw new IllegalStateException("Not published: " + record.topic(), failure);
        }
    }

    /**
     * Waits for a fact of this type that the test recognises, among all heard so far and those to
     * come.
     */
    public <F extends Fact> F await(Class<F> type, Predicate<F> wanted) {
        var name = FactType.of(type).ceType();
        var found =
                awaitRecord(record ->
                        name.equals(Envelope.typeOf(record.headers()))
                                && wanted.test(FactJson.read(record.value(), type)));
        return FactJson.read(found.value(), type);
    }

    /**
     * All facts of this type heard so far, in the order of arrival; asks the broker once more
     * before it answers.
     */
    public <F extends Fact> List<F> heard(Class<F> type) {
        poll(Duration.ofMillis(300));
        var name = FactType.of(type).ceType();
        return heard.stream()
                .filter(record -> name.equals(Envelope.typeOf(record.headers())))
                .map(record -> FactJson.read(record.value(), type))
                .toList();
    }

    /** Waits for a record as it is on the wire. */
    public ConsumerRecord<String, byte[]> awaitRecord(
            Predicate<ConsumerRecord<String, byte[]>> wanted) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int seen = 0;
        while (true) {
            for (; seen < heard.size(); seen++) {
                if (wanted.test(heard.get(seen))) {
                    return heard.get(seen);
                }
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "Not heard within %s; heard %d records: %s"
                                .formatted(PATIENCE, heard.size(), summary()));
            }
            poll(Duration.ofMillis(200));
        }
    }

    private void poll(Duration patience) {
        consumer.poll(patience).forEach(heard::add);
    }

    private List<String> summary() {
        return heard.stream()
                .map(record -> Envelope.typeOf(record.headers()) + " of " + record.key())
                .toList();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
        consumer.close();
    }
}
