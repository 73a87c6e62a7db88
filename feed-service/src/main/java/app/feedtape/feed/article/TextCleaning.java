package app.feedtape.feed.article;

import app.feedtape.web.call.RepeatedCall;
import app.feedtape.web.call.RepeatedCall.UnexpectedAnswer;
import app.feedtape.web.call.ServiceCall;
import app.feedtape.web.call.ServiceClient;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks tts-service, which owns cleaning, for the text that would be spoken. Cleaning changes
 * nothing there, so a failed call is repeated once.
 */
@Component
class TextCleaning {

    static final ServiceCall CLEAN =
            new ServiceCall("tts-service", "POST", "/internal/texts/clean", Duration.ofSeconds(2));

    /** What tts-service answers when the text itself is the trouble. */
    private static final Set<Integer> REFUSED = Set.of(400, 413, 422);

    private final ServiceClient client;
    private final JsonMapper json;
    final CircuitBreaker breaker = RepeatedCall.breaker("tts-clean");
    private final RepeatedCall calls = new RepeatedCall(breaker);

    TextCleaning(ServiceClient client, JsonMapper json) {
        this.client = client;
        this.json = json;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CleanRequest(
            @JsonProperty("html") String html,
            @JsonProperty("language_hint") @Nullable String languageHint) {}

    record CleanResponse(
            @JsonProperty("text") String text,
            @JsonProperty("cleaning_version") int cleaningVersion,
            @JsonProperty("characters") int characters,
            @JsonProperty("language") @Nullable String language) {}

    /**
     * The text to speak; empty when tts-service will not clean this, however often it is asked. 503
     * UPSTREAM_UNAVAILABLE when it does not answer.
     */
    Optional<SpeakableText> clean(String html, @Nullable String languageHint) {
        CleanRequest request = new CleanRequest(html, languageHint);
        return calls.ask(() -> client.send(CLEAN, request), this::read, TextCleaning::unavailable);
    }

    private Optional<SpeakableText> read(HttpResponse<String> response) {
        if (REFUSED.contains(response.statusCode())) {
            return Optional.empty();
        }
        if (response.statusCode() != 200) {
            throw new UnexpectedAnswer(response);
        }
        CleanResponse answer = json.readValue(response.body(), CleanResponse.class);
        if (answer == null || answer.text() == null) {
            throw new UnexpectedAnswer(response);
        }
        return Optional.of(
                new SpeakableText(
                        answer.text(),
                        String.valueOf(answer.cleaningVersion()),
                        answer.characters(),
                        answer.language()));
    }

    private static Refusal unavailable(@Nullable Throwable failure) {
        Refusal refusal =
                ErrorCode.UPSTREAM_UNAVAILABLE
                        .because(
                                "The text of the article cannot be prepared at the moment. Please try again.")
                        .withHeader("Retry-After", "5");
        return failure == null ? refusal : refusal.causedBy(failure);
    }
}
