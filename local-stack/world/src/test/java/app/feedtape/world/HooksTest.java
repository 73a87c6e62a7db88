package app.feedtape.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A customer's server, to look at. */
class HooksTest {

    @TempDir private Path data;

    @Test
    void whatIsSentToANameIsShownNewestFirstWithItsSignatureAndAnsweredAsItWasTold() {
        try (TestWorld world = new TestWorld(data)) {
            assertThat(send(world, "mine", "msg_1", "{\"type\":\"a\"}")).isEqualTo(204);
            world.postJson("/hooks/mine/_answer", "{\"status\":503}");
            assertThat(send(world, "mine", "msg_2", "<script>")).isEqualTo(503);
            assertThat(send(world, "other", "msg_3", "{}")).isEqualTo(204);
            JsonNode mine = TestWorld.json(world.get("/hooks/mine/_received"));
            assertThat(mine.valueStream().map(one -> one.path("id").asString()))
                    .containsExactly("msg_2", "msg_1");
            assertThat(mine.at("/1/signature").asString()).isEqualTo("v1,abc");
            assertThat(mine.at("/1/body").asString()).isEqualTo("{\"type\":\"a\"}");
            assertThat(mine.at("/0/answered").asInt()).isEqualTo(503);
            assertThat(world.get("/hooks").body())
                    .contains("msg_3", "&lt;script&gt;")
                    .doesNotContain("<script>");
            assertThat(world.get("/").body()).contains("/hooks");
        }
    }

    private static int send(TestWorld world, String name, String id, String body) {
        return world.send(
                        HttpRequest.newBuilder(world.at("/hooks/" + name))
                                .header("webhook-id", id)
                                .header("webhook-timestamp", "1")
                                .header("webhook-signature", "v1,abc")
                                .POST(HttpRequest.BodyPublishers.ofString(body)))
                .statusCode();
    }
}
