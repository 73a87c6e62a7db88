package app.feedtape.billing.play;

import app.feedtape.billing.store.StoreCalls;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** One exchange with Google: 2.4 s for the whole answer, no redirect followed. */
@Component
class PlayHttp {

    private final HttpClient http =
            HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(1))
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();

    record Answer(int status, String body) {}

    Answer send(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<String> answer =
                    http.send(
                            request.timeout(StoreCalls.PATIENCE).build(),
                            HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException("Stopped while Google was asked", stopping);
        }
    }
}
