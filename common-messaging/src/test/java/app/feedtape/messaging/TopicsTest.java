package app.feedtape.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.events.FactType;
import app.feedtape.events.Topic;
import app.feedtape.events.Topic.CleanUp;
import app.feedtape.localstack.engines.FeedTapeHome;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TopicsTest {

    @Test
    void theTableInDocsSaysWhatTheBrokerIsTold() throws IOException {
        List<String> lines = Files.readAllLines(FeedTapeHome.locate().resolve("docs/topics.md"));
        List<String> rows = lines.stream().filter(line -> line.startsWith("| `")).toList();
        assertThat(rows).hasSize(Topic.values().length);
        Arrays.stream(Topic.values())
                .forEach(
                        topic -> assertThat(rows).anyMatch(row -> row.startsWith(declared(topic))));
    }

    private static String declared(Topic topic) {
        String facts =
                FactType.all()
                        .map(FactType::ceType)
                        .filter(type ->
                                type.startsWith("app.feedtape.%s.".formatted(topic.topicName())))
                        .map(type -> "`" + type.substring("app.feedtape.".length()) + "`")
                        .collect(Collectors.joining(", "));
        String kept =
                topic.cleanUp() == CleanUp.COMPACT
                        ? "compacted"
                        : "%d days".formatted(topic.retention().toDays());
        return "| `%s` | %d | %s | %s |"
                .formatted(topic.topicName(), topic.partitions(), kept, facts);
    }

    @Test
    void everyTopicIsMadeWithAPlaceForItsDeadLetters() {
        try (var service =
                TestService.Shared.ENGINES.service(TestService.Shared.ENGINES.newSchema()).run()) {
            service.getBean(TopicCreation.class)
                    .done()
                    .orTimeout(20, java.util.concurrent.TimeUnit.SECONDS)
                    .join();
            try (var reader = service.getBean(KafkaConnection.class).groupless()) {
                var there = reader.listTopics();
                for (Topic topic : Topic.values()) {
                    assertThat(there.get(topic.topicName())).hasSize(topic.partitions());
                    assertThat(there.get(topic.deadLetterName())).hasSize(1);
                }
            }
        }
    }
}
