package app.feedtape.world.clock;

import app.feedtape.world.web.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The Kafka side of the movable clock. A move is one record, key {@code clock}, value {@code
 * {"revision", "offset_ms"}} (with {@code "reset": true} when the time went back to the machine's),
 * on a compacted topic that a service reads from its beginning; each service answers {@code
 * {"service", "revision"}} on {@code <topic>-confirmed}.
 */
public final class ClockTopic implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long SEND_SECONDS = 10;

    private final String servers;
    private final String topic;
    private final List<String> confirmations;
    private @Nullable KafkaProducer<String, String> producer;

    public ClockTopic(String servers, String topic, List<String> confirmations) {
        this.servers = servers;
        this.topic = topic;
        this.confirmations = List.copyOf(confirmations);
    }

    List<String> confirmations() {
        return confirmations;
    }

    /** Publishes a move and answers the names that did not confirm it within ten seconds. */
    List<String> publish(long revision, long offsetMillis, boolean reset) {
        if (producer == null) {
            makeTopics();
            producer =
                    new KafkaProducer<>(
                            producerSettings(), new StringSerializer(), new StringSerializer());
        }
        try (KafkaConsumer<String, String> answers = answers()) {
            send(producer, record(revision, offsetMillis, reset));
            return awaitAll(answers, revision);
        }
    }

    private static String record(long revision, long offsetMillis, boolean reset) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("revision", revision);
        value.put("offset_ms", offsetMillis);
        if (reset) {
            value.put("reset", true);
        }
        return Json.MAPPER.writeValueAsString(value);
    }

    private void send(KafkaProducer<String, String> to, String value) {
        try {
            to.send(new ProducerRecord<>(topic, "clock", value))
                    .get(SEND_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Stopped while moving the clock", stopped);
        } catch (ExecutionException | TimeoutException unsent) {
            throw new IllegalStateException("Kafka did not take the clock's new time", unsent);
        }
    }

    private List<String> awaitAll(KafkaConsumer<String, String> answers, long revision) {
        TreeSet<String> missing = new TreeSet<>(confirmations);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!missing.isEmpty() && System.nanoTime() < deadline) {
            for (ConsumerRecord<String, String> answer : answers.poll(Duration.ofMillis(200))) {
                confirmedBy(answer.value(), revision).ifPresent(missing::remove);
            }
        }
        return List.copyOf(missing);
    }

    /** A confirmation of a later revision counts too; anything else on the topic is none. */
    private static Optional<String> confirmedBy(@Nullable String value, long revision) {
        try {
            JsonNode answer = Json.MAPPER.readTree(value == null ? "{}" : value);
            return answer.path("revision").asLong(-1) >= revision
                    ? Optional.of(answer.path("service").asString(""))
                    : Optional.empty();
        } catch (JacksonException unreadable) {
            return Optional.empty();
        }
    }

    /**
     * Reads from the end as it is now: whoever answers does so after the move that is about to be
     * sent.
     */
    private KafkaConsumer<String, String> answers() {
        KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(
                        consumerSettings(), new StringDeserializer(), new StringDeserializer());
        List<TopicPartition> partitions =
                consumer.partitionsFor(confirmedTopic()).stream()
                        .map(partition ->
                                new TopicPartition(partition.topic(), partition.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        return consumer;
    }

    private void makeTopics() {
        NewTopic times =
                new NewTopic(topic, 1, (short) 1).configs(Map.of("cleanup.policy", "compact"));
        NewTopic answers = new NewTopic(confirmedTopic(), 1, (short) 1);
        try (Admin admin = Admin.create(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers))) {
            for (var made : admin.createTopics(List.of(times, answers)).values().values()) {
                made.get(SEND_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Stopped while making the clock's topics", stopped);
        } catch (ExecutionException | TimeoutException unmade) {
            if (!(unmade.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException("Kafka did not make the clock's topics", unmade);
            }
        }
    }

    private String confirmedTopic() {
        return topic + "-confirmed";
    }

    private Map<String, Object> producerSettings() {
        return Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                servers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                "8000",
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                "9000",
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                "5000");
    }

    private Map<String, Object> consumerSettings() {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                servers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                "false",
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                "8000");
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(2));
        }
    }
}
