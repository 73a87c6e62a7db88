package app.feedtape.messaging.inbox;

import app.feedtape.messaging.MalformedFact;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** A record as it lies on a dead letter topic: unchanged, with why and whence in headers. */
final class DeadLetterRecord {

    static final String REASON = "dlt_reason";
    static final String CONSUMER = "dlt_consumer";
    static final String TOPIC = "dlt_topic";
    static final String PARTITION = "dlt_partition";
    static final String OFFSET = "dlt_offset";
    static final String OMITTED = "dlt_value_omitted";

    private static final int MAXIMUM_REASON = 500;

    private DeadLetterRecord() {}

    static ProducerRecord<String, byte[]> of(
            ConsumerRecord<String, byte[]> record,
            String deadLetterTopic,
            String consumer,
            Throwable reason) {
        ProducerRecord<String, byte[]> letter =
                new ProducerRecord<>(
                        deadLetterTopic, null, record.key(), record.value(), record.headers());
        put(letter.headers(), REASON, describe(reason));
        put(letter.headers(), CONSUMER, consumer);
        put(letter.headers(), TOPIC, record.topic());
        put(letter.headers(), PARTITION, Integer.toString(record.partition()));
        put(letter.headers(), OFFSET, Long.toString(record.offset()));
        return letter;
    }

    /** The same letter without its value, for one that the broker finds too large. */
    static ProducerRecord<String, byte[]> withoutValue(ProducerRecord<String, byte[]> letter) {
        ProducerRecord<String, byte[]> shorter =
                new ProducerRecord<>(letter.topic(), null, letter.key(), null, letter.headers());
        put(
                shorter.headers(),
                OMITTED,
                Integer.toString(letter.value() == null ? 0 : letter.value().length));
        return shorter;
    }

    static @Nullable String header(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    /**
     * The class of the last cause, and the message only of our own: a database's or parser's
     * message can quote the record.
     */
    private static String describe(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String text =
                root instanceof MalformedFact
                        ? root.getClass().getName() + ": " + root.getMessage()
                        : root.getClass().getName();
        return text.substring(0, Math.min(text.length(), MAXIMUM_REASON));
    }

    private static void put(Headers headers, String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
