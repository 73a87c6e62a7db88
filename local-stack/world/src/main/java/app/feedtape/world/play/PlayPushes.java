package app.feedtape.world.play;

import app.feedtape.world.WorldSettings.PlayApp;
import app.feedtape.world.web.Sending;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.node.ObjectNode;

/** Real-time developer notifications, as Pub/Sub pushes them: again until they are taken. */
final class PlayPushes implements AutoCloseable {

    private static final int MOST_ATTEMPTS = 50;

    private final PlayApp app;
    private final PlayKeys keys;
    private final Clock clock;
    private final Sending sending = new Sending();

    PlayPushes(PlayApp app, PlayKeys keys, Clock clock) {
        this.app = app;
        this.keys = keys;
        this.clock = clock;
    }

    /** The id of the message. */
    String tell(String token, int type) {
        String id = Long.toString(ThreadLocalRandom.current().nextLong(1L << 40, 1L << 60));
        String body = body(id, token, type);
        app.pushes()
                .ifPresent(url ->
                        sending.untilTaken(
                                () -> request(url, body, keys.push()),
                                outcome -> outcome.startsWith("2"),
                                MOST_ATTEMPTS));
        return id;
    }

    /** Once, with a token of Google's that is meant for somebody else; the status. */
    String forge(String token, int type, String audience, String email) throws IOException {
        URI url = app.pushes().orElseThrow(() -> new IOException("Nowhere to push to"));
        try {
            return sending.once(
                    request(
                            url,
                            body("forged-" + token.hashCode(), token, type),
                            keys.sign(audience, email)));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException(stopped);
        }
    }

    private String body(String id, String token, int type) {
        ObjectNode notice =
                Play.object()
                        .put("version", "1.0")
                        .put("packageName", app.packageName())
                        .put("eventTimeMillis", Long.toString(clock.millis()));
        notice.putObject("subscriptionNotification")
                .put("version", "1.0")
                .put("notificationType", type)
                .put("purchaseToken", token);
        ObjectNode push = Play.object().put("subscription", "projects/local/subscriptions/play");
        push.putObject("message")
                .put("messageId", id)
                .put("publishTime", clock.instant().toString())
                .put(
                        "data",
                        Base64.getEncoder()
                                .encodeToString(
                                        notice.toString().getBytes(StandardCharsets.UTF_8)));
        return push.toString();
    }

    private static HttpRequest request(URI url, String body, String token) {
        return HttpRequest.newBuilder(url)
                .timeout(Sending.PATIENCE)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    @Override
    public void close() {
        sending.close();
    }
}
