package app.feedtape.messaging;

import app.feedtape.events.Topic;
import app.feedtape.events.Topic.CleanUp;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.KafkaAdmin.NewTopics;

/**
 * Every topic as the broker is told to make it: those of {@link Topic} and one for dead letters
 * beside each.
 */
public final class Topics {

    /** How long a dead letter waits for somebody to look at it. */
    public static final Duration DEAD_LETTER_RETENTION = Duration.ofDays(30);

    private Topics() {}

    /** All declarations. */
    public static NewTopics all() {
        return new NewTopics(
                Arrays.stream(Topic.values())
                        .flatMap(topic -> Stream.of(declare(topic), deadLetters(topic)))
                        .toArray(NewTopic[]::new));
    }

    private static NewTopic declare(Topic topic) {
        return TopicBuilder.name(topic.topicName())
                .partitions(topic.partitions())
                .configs(
                        topic.cleanUp() == CleanUp.COMPACT
                                ? compacted()
                                : keptFor(topic.retention()))
                .build();
    }

    private static NewTopic deadLetters(Topic topic) {
        return TopicBuilder.name(topic.deadLetterName())
                .partitions(1)
                .configs(keptFor(DEAD_LETTER_RETENTION))
                .build();
    }

    /**
     * Short segments: a view reads a topic from its start, and only closed segments are compacted.
     */
    private static Map<String, String> compacted() {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.SEGMENT_MS_CONFIG, millis(Duration.ofMinutes(10)),
                TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, millis(Duration.ofHours(1)));
    }

    private static Map<String, String> keptFor(Duration retention) {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG,
                millis(retention));
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
