package app.feedtape.gateway.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.test.TestToken;
import graphql.introspection.IntrospectionQuery;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What is no query, or too large a one, is refused before anybody is asked. */
class QueryBoundsTest extends QueryClient {

    private static String times(int times, String field) {
        return IntStream.range(0, times)
                .mapToObj(n -> field.replace("#", Integer.toString(n)))
                .collect(Collectors.joining(" "));
    }

    /** Two of the next in each: more fields than anybody could count. */
    private static String bomb(String last) {
        return "{ ...f0 } "
                + IntStream.range(0, 60)
                        .mapToObj(n ->
                                "fragment f%d on Query { ...f%d ...f%d }"
                                        .formatted(n, n + 1, n + 1))
                        .collect(Collectors.joining(" "))
                + " fragment f60 on Query { "
                + last
                + " }";
    }

    private static String inwards(int times) {
        return "ofType { ".repeat(times) + "name" + " }".repeat(times);
    }

    static Stream<Arguments> tooLarge() {
        return Stream.of(
                Arguments.of("{ " + times(11, "a#: me { id }") + " }", "calls"),
                Arguments.of(
                        "{ feeds(limit: 100) { items { " + times(60, "a#: id") + " } } }", "cost"),
                Arguments.of(
                        "query($n: Int!) { feeds(limit: $n) { items { "
                                + times(60, "a#: id")
                                + " } } }",
                        "cost"),
                Arguments.of("{ a { b { c { d { e { f { g } } } } } } }", "depth"),
                Arguments.of("{ a " + "{ a ".repeat(200) + "}".repeat(201), "depth"),
                Arguments.of("{ me { " + times(600, "id") + " } }", "selections"),
                Arguments.of("{ me { " + "id ".repeat(1_200) + " } }", "tokens"),
                Arguments.of("{ me { id " + "@skip(if: false) ".repeat(200) + " } }", "tokens"),
                Arguments.of(bomb("me { id }"), "selections"),
                Arguments.of(bomb("...f0"), "selections"),
                Arguments.of("{ __schema { types { " + inwards(20) + " } } }", "depth"));
    }

    @ParameterizedTest
    @MethodSource("tooLarge")
    void whatIsTooLargeIsRefusedWithItsMeasureAndNobodyIsAsked(String query, String measure) {
        String id = "large-" + UUID.randomUUID();
        HttpResponse<String> response =
                send(
                        asking(query, Map.of("n", 100))
                                .header("Authorization", listener().bearer())
                                .header("X-Request-Id", id));
        JsonNode details = assertRefused(response, 400, "QUERY_TOO_COSTLY").at("/error/details");
        assertThat(details.path("metric").asString()).isEqualTo("query." + measure);
        assertThat(details.path("limit").asInt()).isPositive();
        for (Part part : PARTS) {
            assertThat(part.service().seen(part.path()))
                    .noneMatch(seen -> seen.header("x-request-id").equals(id));
        }
    }

    @Test
    void aQueryOfManyItemsWithinTheBoundsIsAnswered() {
        String query =
                "query($n: Int!) { feeds(limit: $n) { items { " + times(48, "a#: id") + " } } }";
        whole(query(query, Map.of("n", 100), listener()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ me { id }|MALFORMED_REQUEST",
                "not GraphQL|MALFORMED_REQUEST",
                "{ everybody { id } }|VALIDATION_FAILED",
                "{ me { password } }|VALIDATION_FAILED",
                "mutation { me { id } }|VALIDATION_FAILED",
                "subscription { me { id } }|VALIDATION_FAILED",
                "query A { me { id } } query B { me { id } }|VALIDATION_FAILED",
                "query A($n: Int!) { feeds(limit: $n) { total_count } }|VALIDATION_FAILED",
                "{ feeds(limit: 99999999999999999999) { total_count } }|VALIDATION_FAILED",
                "fragment F on Query { me { id } }|VALIDATION_FAILED",
                "{ __schema { types { fields { type { fields { name } } } } } }|VALIDATION_FAILED",
                "{ a: __schema { types { name } } b: __schema { types { name } } }|VALIDATION_FAILED"
            })
    void whatCannotBeAnsweredIsRefusedInTheEnvelope(String query, String code) {
        assertRefused(query(query, Map.of(), listener()), 400, code);
    }

    @Test
    void theRefusalTellsWhereInTheQueryItIs() {
        JsonNode refused =
                assertRefused(
                        query("{\n  me { password }\n}", Map.of(), listener()),
                        400,
                        "VALIDATION_FAILED");
        assertThat(refused.at("/error/details/fields/0/field").asString()).isEqualTo("query");
        assertThat(refused.at("/error/details/errors/0/message").asString()).contains("password");
        assertThat(refused.at("/error/details/errors/0/locations/0/line").asInt()).isEqualTo(2);
    }

    @Test
    void oneOfSeveralOperationsIsMeantByItsName() {
        String two = "query A { me { id } } query B { feeds { total_count } }";
        assertThat(whole(named(two, "B")).propertyNames()).containsExactly("feeds");
        assertRefused(named(two, "C"), 400, "VALIDATION_FAILED");
    }

    private HttpResponse<String> named(String query, String operation) {
        return post(
                "/graphql",
                JSON.writeValueAsString(Map.of("query", query, "operationName", operation)),
                listener());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"query\":\"{ me { id } }\"}]",
                "{}",
                "{\"query\":null}",
                "{\"query\":\" \"}",
                "{\"query\":{}}",
                "{\"query\":\"{ me { id } }\",\"variables\":[]}",
                "{\"query\":\"{ me { id } }\",\"query\":\"{ feeds { total_count } }\"}",
                "\"{ me { id } }\"",
                ""
            })
    void aBodyThatIsNotOneQueryIsRefused(String body) {
        assertThat(post("/graphql", body, listener()).statusCode()).isEqualTo(400);
    }

    @Test
    void onlyAPostOfJsonOfSixteenKibibytesIsAQuery() {
        TestToken token = listener();
        assertRefused(get("/graphql?query=%7Bme%7Bid%7D%7D", token), 405, "METHOD_NOT_ALLOWED");
        for (String type :
                new String[] {
                    "application/x-www-form-urlencoded", "text/plain", "application/graphql"
                }) {
            assertRefused(
                    send(
                            asking("{ me { id } }", Map.of())
                                    .setHeader("Content-Type", type)
                                    .header("Authorization", token.bearer())),
                    415,
                    "UNSUPPORTED_MEDIA_TYPE");
        }
        assertRefused(
                query("{ me { id } }", Map.of("x", "x".repeat(16 * 1024)), token),
                413,
                "PAYLOAD_TOO_LARGE");
    }

    @Test
    void theSchemaCanBeAskedForOnceAsToolsDo() {
        JsonNode schema =
                whole(query(IntrospectionQuery.INTROSPECTION_QUERY, Map.of(), listener()));
        assertThat(schema.at("/__schema/queryType/name").asString()).isEqualTo("Query");
        assertThat(schema.at("/__schema/mutationType").isNull()).isTrue();
    }

    @Test
    void whoAcceptsTheMediaTypeOfGraphQlGetsIt() {
        HttpResponse<String> response =
                send(
                        asking("{ me { id } }", Map.of())
                                .header("Accept", "application/graphql-response+json")
                                .header("Authorization", listener().bearer()));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValue("application/graphql-response+json");
    }

    @Test
    void theSchemaIsPublishedAndThePageShowsIt() throws IOException {
        String schema = get("/docs/schema.graphqls").body();
        assertThat(schema).contains("type Query {");
        assertThat(Files.readString(Path.of("../docs/graphql.md"))).contains(schema);
    }
}
