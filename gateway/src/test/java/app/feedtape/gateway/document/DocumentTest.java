package app.feedtape.gateway.document;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.gateway.GatewayTest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class DocumentTest extends GatewayTest {

    @ParameterizedTest
    @CsvSource({
        "/openapi.json, application/json",
        "/docs, text/html;charset=UTF-8",
        "/docs/style.css, text/css;charset=UTF-8",
        "/docs/feedtape.postman_collection.json, application/json"
    })
    void anybodyReadsItAndKeepsItUntilItChanges(String path, String type) {
        HttpResponse<String> first = get(path);
        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(first.headers().firstValue("Content-Type")).hasValue(type);
        assertThat(first.headers().allValues("Cache-Control"))
                .containsExactly("max-age=300, public");
        assertThat(first.headers().allValues("Content-Security-Policy"))
                .singleElement()
                .asString()
                .startsWith("default-src 'none'; style-src 'self'")
                .doesNotContain("unsafe", "http");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> again = send(request(path).header("If-None-Match", tag));
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.headers().allValues("ETag")).containsExactly(tag);
    }

    @Test
    void itIsTheWholeContractOfTheseServices() {
        JsonNode document = JSON.readTree(get("/openapi.json").body());
        assertThat(document.path("openapi").asString()).isEqualTo("3.1.0");
        assertThat(document.path("paths").propertyNames())
                .contains(
                        "/api/me",
                        "/api/feeds",
                        "/api/feed-suggestions",
                        "/api/tts/synthesize",
                        "/api/tts/usage",
                        "/auth/refresh",
                        "/auth/logout",
                        "/auth/oauth/{provider}",
                        "/health/ready",
                        "/api/admin/users");
        assertThat(
                        document.at("/paths/~1api~1tts~1synthesize/post/responses/200/content")
                                .propertyNames())
                .contains("audio/mpeg");
    }

    @Test
    void thePageAsksNobodyElse() {
        String page = get("/docs").body();
        assertThat(page)
                .startsWith("<!doctype html>")
                .contains("POST</b> <code>/api/tts/synthesize</code>")
                .doesNotContain("<script", "src=", "url(");
        assertThat(page.replaceAll("<pre>.*?</pre>", "")).doesNotContainPattern("href=\"(?!/|#)");
    }

    @Test
    void whatIsNotThereIsRefusedLikeEverythingElse() {
        assertRefused(get("/docs/application.yaml"), 404, "NOT_FOUND");
        assertRefused(get("/docs/openapi.json"), 404, "NOT_FOUND");
        assertRefused(get("/docs/a/b"), 404, "NOT_FOUND");
    }
}
