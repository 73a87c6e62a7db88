package app.feedtape.messaging;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;

/**
 * How this service reaches the broker. Time-outs are short on purpose: whoever uses these clients
 * waits on its own thread and tries again, and no request ever waits on Kafka.
 */
public final class KafkaConnection {

    private static final int CALL_TIMEOUT_MILLIS = 3_000;

    private final String serviceName;
    private final KafkaProperties properties;
    private final KafkaConnectionDetails details;

    KafkaConnection(
            String serviceName, KafkaProperties properties, KafkaConnectionDetails details) {
        this.serviceName = serviceName;
        this.properties = properties;
        this.details = details;
    }

    /** The name of this service, which facts carry as their source. */
    public String serviceName() {
        return serviceName;
    }

    /** Settings of a consumer that starts at the beginning and commits only what was handled. */
    public Map<String, Object> consumerSettings() {
        Map<String, Object> settings = new HashMap<>(properties.buildConsumerProperties());
        connect(settings, details.getConsumer());
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // A killed instance is given up after this; the default would leave its partitions unread
        // for 45 s.
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_500);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, CALL_TIMEOUT_MILLIS * 2);
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, CALL_TIMEOUT_MILLIS);
        return settings;
    }

    /** A consumer outside any group. */
    public Consumer<String, byte[]> groupless() {
        Map<String, Object> settings = consumerSettings();
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return new KafkaConsumer<>(settings);
    }

    /** A consumer whose offsets are kept under a name, without joining a group. */
    public Consumer<String, byte[]> remembering(String offsetsName) {
        Map<String, Object> settings = consumerSettings();
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, offsetsName);
        return new KafkaConsumer<>(settings);
    }

    /** A producer that waits for all in-sync replicas and writes each record once. */
    public Producer<String, byte[]> producer() {
        return new KafkaProducer<>(producerSettings());
    }

    /**
     * A producer that ends every earlier one of the same name: what a stalled instance still had to
     * send is refused by the broker instead of landing behind newer records.
     */
    public Producer<String, byte[]> fencingProducer(String name) {
        Map<String, Object> settings = producerSettings();
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, name);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
        return new KafkaProducer<>(settings);
    }

    private Map<String, Object> producerSettings() {
        Map<String, Object> settings = new HashMap<>(properties.buildProducerProperties());
        connect(settings, details.getProducer());
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, CALL_TIMEOUT_MILLIS);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, CALL_TIMEOUT_MILLIS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, CALL_TIMEOUT_MILLIS * 2);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return settings;
    }

    Map<String, Object> adminSettings() {
        Map<String, Object> settings = new HashMap<>(properties.buildAdminProperties());
        connect(settings, details.getAdmin());
        settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, CALL_TIMEOUT_MILLIS);
        settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, CALL_TIMEOUT_MILLIS);
        return settings;
    }

    private static void connect(
            Map<String, Object> settings, KafkaConnectionDetails.Configuration to) {
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, to.getBootstrapServers());
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    }
}
