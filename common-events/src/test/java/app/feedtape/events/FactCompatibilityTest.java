package app.feedtape.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A fact that is already on a topic must stay readable. The committed schemas are what has been
 * published so far: a new optional member is welcome (run once with {@code
 * -Dfeedtape.schemas.write=true} and commit the file), a missing, renamed, retyped or newly
 * required one needs a new version of the fact.
 */
class FactCompatibilityTest {

    private static final Path SCHEMAS = Path.of("src/main/resources/schemas");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    static Stream<FactType> facts() {
        return FactType.all();
    }

    @ParameterizedTest
    @MethodSource("facts")
    void aPublishedFactStaysReadable(FactType type) throws IOException {
        Path committed = SCHEMAS.resolve(type.ceType() + ".json");
        String now = JSON.writeValueAsString(FactSchema.of(type)) + "\n";
        if (Boolean.getBoolean("feedtape.schemas.write")) {
            Files.createDirectories(SCHEMAS);
            Files.writeString(committed, now);
        }
        assertThat(committed).as("the committed schema of %s", type.ceType()).exists();
        Map<?, ?> before = JSON.readValue(Files.readString(committed), Map.class);
        assertThat(incompatibilities(before, JSON.readValue(now, Map.class), type.ceType()))
                .isEmpty();
        assertThat(Files.readString(committed))
                .as("the committed schema is up to date")
                .isEqualTo(now);
    }

    @Test
    void removingRenamingRetypingOrRequiringAMemberIsNoticed() {
        Map<?, ?> before = FactSchema.of(FactType.of(SessionFact.SessionStarted.class));
        Map<?, ?> renamed =
                JSON.readValue(
                        JSON.writeValueAsString(before).replace("started_at", "began_at"),
                        Map.class);
        Map<?, ?> retyped =
                JSON.readValue(
                        JSON.writeValueAsString(before).replace("\"string\"", "\"integer\""),
                        Map.class);
        assertThat(incompatibilities(before, renamed, "fact"))
                .contains("fact.started_at is gone", "fact.began_at is newly required");
        assertThat(incompatibilities(before, retyped, "fact")).isNotEmpty();
        assertThat(incompatibilities(before, before, "fact")).isEmpty();
    }

    @Test
    void everyRecordOfEveryTopicIsInTheTable() {
        List<Class<?>> records =
                Stream.of(Fact.class.getPermittedSubclasses())
                        .flatMap(topic -> Stream.of(topic.getPermittedSubclasses()))
                        .<Class<?>>map(record -> record)
                        .toList();
        assertThat(FactType.all().<Class<?>>map(FactType::record).toList())
                .containsExactlyInAnyOrderElementsOf(records);
    }

    private static List<String> incompatibilities(Map<?, ?> before, Map<?, ?> now, String path) {
        Map<?, ?> were = (Map<?, ?>) before.get("properties");
        Map<?, ?> are = (Map<?, ?>) now.get("properties");
        Stream<String> gone =
                were.keySet().stream()
                        .filter(name -> !are.containsKey(name))
                        .map(name -> path + "." + name + " is gone");
        Stream<String> required =
                ((Collection<?>) now.get("required"))
                        .stream()
                                .filter(name ->
                                        !((Collection<?>) before.get("required")).contains(name))
                                .map(name -> path + "." + name + " is newly required");
        Stream<String> retyped =
                were.keySet().stream()
                        .filter(are::containsKey)
                        .flatMap(name ->
                                changes(
                                        (Map<?, ?>) were.get(name),
                                        (Map<?, ?>) are.get(name),
                                        path + "." + name));
        return Stream.of(gone, required, retyped).flatMap(found -> found).toList();
    }

    private static Stream<String> changes(Map<?, ?> before, Map<?, ?> now, String path) {
        if (!String.valueOf(before.get("type")).equals(String.valueOf(now.get("type")))) {
            return Stream.of(path + " has another type");
        }
        return before.containsKey("properties")
                ? incompatibilities(before, now, path).stream()
                : Stream.empty();
    }
}
