package app.feedtape.billing.play;

import app.feedtape.billing.play.PlayHttp.Answer;
import app.feedtape.billing.store.StoreCalls;
import app.feedtape.billing.store.StoreRefused;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The calls of the Google Play Developer API that billing needs. */
@Component
class PlayApi {

    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;

    private final PlaySettings settings;
    private final PlayHttp http;
    private final JsonMapper json;
    private final @Nullable PlayGrant grant;
    private final StoreCalls calls = new StoreCalls("google-play");

    PlayApi(PlaySettings settings, PlayHttp http, JsonMapper json, Clock clock) {
        this.settings = settings;
        this.http = http;
        this.json = json;
        this.grant = settings.isOpen() ? new PlayGrant(settings, http, json, clock) : null;
    }

    /**
     * A purchase as {@code subscriptionsv2} has it, empty when Google does not know it (any more).
     */
    Optional<JsonNode> find(String purchaseToken) {
        return read(address("purchases/subscriptionsv2/tokens/" + encoded(purchaseToken)));
    }

    /** What was paid for one period, and what was given back of it. */
    Optional<JsonNode> findOrder(String orderId) {
        return read(address("orders/" + encoded(orderId)));
    }

    private Optional<JsonNode> read(URI address) {
        return calls.call(() -> {
            Answer answer = send(HttpRequest.newBuilder(address).GET());
            if (answer.status() == NOT_FOUND || answer.status() == GONE || answer.status() == 400) {
                return Optional.empty();
            }
            return Optional.of(json(answer));
        });
    }

    /** Without this Google pays back after three days; doing it again is fine. */
    void acknowledge(String product, String purchaseToken) {
        calls.call(() -> {
            URI address =
                    address(
                            "purchases/subscriptions/%s/tokens/%s:acknowledge"
                                    .formatted(encoded(product), encoded(purchaseToken)));
            Answer answer =
                    send(
                            HttpRequest.newBuilder(address)
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString("{}")));
            if (answer.status() >= 300) {
                throw new IOException("Not acknowledged: " + answer.status());
            }
            return answer;
        });
    }

    private JsonNode json(Answer answer) throws IOException {
        if (StoreRefused.isMeantBy(answer.status())) {
            throw StoreCalls.refused("Google Play answered " + answer.status());
        }
        if (answer.status() != 200) {
            throw new IOException("Google Play answered " + answer.status());
        }
        try {
            return json.readTree(answer.body());
        } catch (JacksonException unreadable) {
            throw new IOException("What Google Play answered cannot be read", unreadable);
        }
    }

    private Answer send(HttpRequest.Builder request) throws IOException {
        if (grant == null) {
            throw StoreCalls.unavailable();
        }
        Answer answer = http.send(request.setHeader("Authorization", "Bearer " + grant.token()));
        if (answer.status() == UNAUTHORIZED) {
            grant.forget();
            throw new IOException("Google Play did not take our token");
        }
        return answer;
    }

    private URI address(String what) {
        return URI.create(
                "%s/androidpublisher/v3/applications/%s/%s"
                        .formatted(settings.apiBase(), encoded(settings.packageName()), what));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
