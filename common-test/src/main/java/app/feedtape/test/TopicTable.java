package app.feedtape.test;

import app.feedtape.events.Topic;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * The topics of the house with the keys and clean-up tests depend on; how long they remember does
 * not matter here.
 */
final class TopicTable {
    private TopicTable() {}

    static List<NewTopic> declared() {
        return Arrays.stream(Topic.values())
                .flatMap(topic ->
                        Stream.of(
                                topic(
                                        topic.topicName(),
                                        topic.partitions(),
                                        topic.cleanUp().name()),
                                topic(topic.deadLetterName(), 1, Topic.CleanUp.DELETE.name())))
                .toList();
    }

    private static NewTopic topic(String name, int partitions, String cleanUp) {
        return new NewTopic(name, Optional.of(partitions), Optional.empty())
                .configs(Map.of("cleanup.policy", cleanUp.toLowerCase(java.util.Locale.ROOT)));
    }
}
