package app.feedtape.gateway.document;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.gateway.route.Access;
import app.feedtape.gateway.route.LimitScope;
import app.feedtape.gateway.route.Lookup.Found;
import app.feedtape.gateway.route.Route;
import app.feedtape.gateway.route.RouteTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The committed document is what the code says, and nothing is in one of document and route table
 * alone. {@code -Dfeedtape.docs.write=true} renews the files.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractTest {

    private static final Path ROOT = Path.of("..");
    private static final Path FOLDER = Path.of("src/main/resources/document");
    private static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final RouteTable table = new RouteTable();
    private ObjectNode document;

    /**
     * A call of the document.
     *
     * @param shape the operation object
     */
    private record Call(String verb, String path, JsonNode shape) {
        String id() {
            return shape.path("operationId").asString();
        }

        @Override
        public String toString() {
            return verb + " " + path;
        }
    }

    @BeforeAll
    void makeFromTheCode() {
        document = Contract.of(ROOT);
    }

    private Stream<Call> calls() {
        return document.path("paths").properties().stream()
                .flatMap(path ->
                        path.getValue().properties().stream()
                                .map(verb ->
                                        new Call(
                                                verb.getKey().toUpperCase(Locale.ROOT),
                                                path.getKey(),
                                                verb.getValue())));
    }

    private Route route(String verb, String path) {
        assertThat(table.find(verb, Endpoint.sample(path)))
                .as(verb + " " + path)
                .isInstanceOf(Found.class);
        return ((Found) table.find(verb, Endpoint.sample(path))).route();
    }

    @Test
    void theCommittedFilesAreWhatTheCodeSays() throws IOException {
        compare("openapi.json", PRETTY.writeValueAsString(document) + "\n");
        compare("docs.html", DocumentPage.of(document));
        compare(
                "feedtape.postman_collection.json",
                PRETTY.writeValueAsString(PostmanCollection.of(document)) + "\n");
    }

    private static void compare(String name, String made) throws IOException {
        Path file = FOLDER.resolve(name);
        if (Boolean.getBoolean("feedtape.docs.write")) {
            Files.writeString(file, made);
        }
        assertThat(Files.readString(file).equals(made))
                .as("%s is what the code says; -Dfeedtape.docs.write=true renews it", name)
                .isTrue();
    }

    @Test
    void everyLineOfTheTableLeadsToACallOfTheDocument() {
        Set<Route> told = new HashSet<>();
        calls().forEach(call -> {
            told.add(route(call.verb(), call.path()));
            call.shape()
                    .path("x-aliases")
                    .forEach(alias -> told.add(route(call.verb(), alias.asString())));
        });
        assertThat(RouteTable.all())
                .filteredOn(line -> !told.contains(line))
                .extracting(Route::name)
                .isEmpty();
    }

    @Test
    void everyCallSaysWhoMayMakeItAndWhichLimitItTakesFrom() {
        calls().forEach(call -> {
            Route line = route(call.verb(), call.path());
            assertThat(call.shape().path("security"))
                    .as(call.toString())
                    .isEqualTo(Operations.security(line));
            assertThat(call.shape().path("responses").has("429"))
                    .as(call + " may be refused as too much")
                    .isEqualTo(line.scope() != LimitScope.NONE || hasOwnLimit(call));
            if (line.access() == Access.LISTENER || !line.access().roles().isEmpty()) {
                assertThat(call.shape().path("responses").has("401")).as(call.toString()).isTrue();
                assertThat(call.shape().path("responses").has("403")).as(call.toString()).isTrue();
            }
        });
    }

    private static boolean hasOwnLimit(Call call) {
        return call.shape().path("description").asString().contains("429");
    }

    @Test
    void whatIsInternalIsInNoDocument() throws IOException {
        assertThat(calls().map(Call::path)).noneMatch(path -> path.contains("internal"));
        for (String name :
                List.of("openapi.json", "docs.html", "feedtape.postman_collection.json")) {
            assertThat(Files.readString(FOLDER.resolve(name)))
                    .doesNotContain("/internal/", "ServiceCaller", "/actuator");
        }
    }

    @Test
    void everyCallHasANameOfItsOwnASummaryATagAndRefusals() {
        Set<String> ids = new TreeSet<>();
        Set<String> tags = new TreeSet<>();
        document.path("tags")
                .forEach(tag -> {
                    tags.add(tag.path("name").asString());
                    assertThat(tag.path("description").asString()).as(tag.toString()).isNotBlank();
                });
        calls().forEach(call -> {
            assertThat(ids.add(call.id())).as(call + " has a name of its own").isTrue();
            assertThat(call.shape().path("summary").asString())
                    .as(call.toString())
                    .matches("[A-Z`].{3,180}");
            assertThat(tags).contains(call.shape().at("/tags/0").asString());
            assertThat(call.shape().path("responses").propertyNames())
                    .as(call + " can be refused, and answered")
                    .anyMatch(status -> status.startsWith("4"))
                    .anyMatch(status -> status.matches("[23].."));
            assertThat(call.path()).as("no trailing slash").doesNotMatch(".+/");
        });
    }

    @Test
    void everyBodyOfJsonSaysMoreThanThatItIsJson() {
        calls().forEach(call -> {
            List<JsonNode> bodies = new ArrayList<>();
            bodies.add(call.shape().at("/requestBody/content/application~1json"));
            call.shape()
                    .path("responses")
                    .forEach(answer -> bodies.add(answer.at("/content/application~1json")));
            assertThat(bodies)
                    .as(call.toString())
                    .noneMatch(body -> body.has("schema") && body.path("schema").isEmpty());
        });
    }

    @Test
    void everyVariableOfAPathIsDescribedAndNothingElseIs() {
        calls().forEach(call -> {
            Set<String> inPath = new TreeSet<>();
            Pattern.compile("\\{([^}]*)}")
                    .matcher(call.path())
                    .results()
                    .forEach(it -> inPath.add(it.group(1)));
            Set<String> told = new TreeSet<>();
            for (JsonNode parameter : call.shape().path("parameters")) {
                if (parameter.path("in").asString().equals("path")) {
                    told.add(parameter.path("name").asString());
                    assertThat(parameter.path("required").asBoolean()).isTrue();
                }
            }
            assertThat(told).as(call.toString()).isEqualTo(inPath);
        });
    }

    @Test
    void everyReferenceLeadsSomewhereAndEveryComponentIsUsed() {
        Set<String> used = new TreeSet<>();
        references(document, used);
        used.forEach(reference ->
                assertThat(document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
        for (String kind : List.of("schemas", "responses", "headers")) {
            document.at("/components/" + kind)
                    .propertyNames()
                    .forEach(
                            name -> assertThat(used).contains("#/components/" + kind + "/" + name));
        }
    }

    private static void references(JsonNode node, Set<String> found) {
        if (node.path("$ref").isString()) {
            found.add(node.path("$ref").asString());
        }
        node.forEach(child -> references(child, found));
    }

    @Test
    void thePageAndTheCollectionShowEveryCall() throws IOException {
        String page = Files.readString(FOLDER.resolve("docs.html"));
        String collection = Files.readString(FOLDER.resolve("feedtape.postman_collection.json"));
        calls().forEach(call -> {
            assertThat(page.contains("id=\"" + call.id() + "\"")).as(call.id()).isTrue();
            String path = call.path().replaceAll("\\{([^}]*)}", ":$1");
            assertThat(collection.contains("{{origin}}" + path + "\"")).as(call.id()).isTrue();
        });
        assertThat(page.toLowerCase(Locale.ROOT)).doesNotContain("<script", " style=", " onclick=");
    }
}
