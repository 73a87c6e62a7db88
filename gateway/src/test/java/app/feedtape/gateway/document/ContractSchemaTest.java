package app.feedtape.gateway.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The committed document by the standard's own schema, and what it shows by its own shapes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractSchemaTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final SchemaRegistry SCHEMAS =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private JsonNode document;

    @BeforeAll
    void read() throws IOException {
        document =
                MAPPER.readTree(
                        Files.readString(Path.of("src/main/resources/document/openapi.json")));
    }

    private static List<String> errors(String schema, JsonNode value) {
        Schema read = SCHEMAS.getSchema(schema, InputFormat.JSON);
        return read.validate(value.toString(), InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    @Test
    void itIsOpenApi31() {
        assertThat(errors(Examples.text("openapi-3.1-schema.json"), document)).isEmpty();
        ObjectNode broken = (ObjectNode) document.deepCopy();
        ((ObjectNode) broken.at("/paths/~1health/get")).remove("responses");
        ((ObjectNode) broken.at("/paths/~1health/get")).put("operation_id", "wrong");
        assertThat(errors(Examples.text("openapi-3.1-schema.json"), broken)).isNotEmpty();
    }

    @Test
    void everyShapeIsASchema() {
        document.at("/components/schemas")
                .properties()
                .forEach(shape ->
                        assertThat(
                                        errors(
                                                "{\"$ref\": \"https://json-schema.org/draft/2020-12/schema\"}",
                                                shape.getValue()))
                                .as(shape.getKey())
                                .isEmpty());
    }

    /** All at once: a schema whose members are the bodies, so that the shapes are read once. */
    private final class Bodies {
        private final ObjectNode schema = JSON.objectNode();
        private final ObjectNode values = JSON.objectNode();

        Bodies() {
            schema.set("components", document.path("components"));
            schema.putObject("properties");
        }

        void add(String name, JsonNode shape, JsonNode value) {
            ((ObjectNode) schema.get("properties")).set(name, shape);
            values.set(name, value);
        }

        List<String> errors() {
            return ContractSchemaTest.errors(schema.toString(), values);
        }
    }

    private void calls(BiConsumer<String, JsonNode> visitor) {
        document.path("paths")
                .properties()
                .forEach(path ->
                        path.getValue()
                                .properties()
                                .forEach(verb ->
                                        visitor.accept(
                                                verb.getKey().toUpperCase(Locale.ROOT)
                                                        + " "
                                                        + path.getKey(),
                                                verb.getValue())));
    }

    @Test
    void everyBodyHasAnExampleOfItsShape() {
        Bodies bodies = new Bodies();
        calls((call, operation) -> {
            operation
                    .path("requestBody")
                    .path("content")
                    .properties()
                    .forEach(type ->
                            bodies.add(
                                    call + " " + type.getKey(),
                                    type.getValue().path("schema"),
                                    type.getValue().path("example")));
            operation
                    .path("responses")
                    .properties()
                    .forEach(answer -> {
                        JsonNode json = answer.getValue().at("/content/application~1json");
                        if (!json.isMissingNode()) {
                            bodies.add(
                                    call + " " + answer.getKey(),
                                    json.path("schema"),
                                    json.path("example"));
                        }
                    });
        });
        document.at("/components/responses")
                .properties()
                .forEach(answer -> {
                    JsonNode json = answer.getValue().at("/content/application~1json");
                    json.path("examples")
                            .properties()
                            .forEach(it ->
                                    bodies.add(
                                            answer.getKey() + " " + it.getKey(),
                                            json.path("schema"),
                                            it.getValue().path("value")));
                });
        assertThat(bodies.values.size()).isGreaterThan(150);
        assertThat(bodies.values.properties()).noneMatch(it -> it.getValue().isMissingNode());
        assertThat(bodies.errors()).isEmpty();
    }

    /** What the running whole really answered, as the exchanges of the system tests keep it. */
    @Test
    void whatWasReallyAnsweredHasTheShapeThatIsDocumented() {
        Bodies bodies = new Bodies();
        Exchanges exchanges = new Exchanges(Path.of(".."));
        calls((call, operation) -> {
            String[] words = call.split(" ");
            exchanges.all().stream()
                    .filter(it -> it.verb().equals(words[0]))
                    .filter(it -> Exchanges.pattern(words[1]).matcher(it.path()).matches())
                    .forEach(it -> {
                        JsonNode answer =
                                operation.path("responses").path(String.valueOf(it.status()));
                        assertThat(answer.isMissingNode())
                                .as("%s may be answered %d", call, it.status())
                                .isFalse();
                        String reference = answer.path("$ref").asString("");
                        JsonNode told =
                                reference.isEmpty() ? answer : document.at(reference.substring(1));
                        if (!it.body().isMissingNode()) {
                            bodies.add(
                                    it.name(),
                                    told.at("/content/application~1json/schema"),
                                    it.body());
                        }
                    });
        });
        assertThat(bodies.values.size()).isGreaterThan(15);
        assertThat(bodies.errors()).isEmpty();
    }
}
