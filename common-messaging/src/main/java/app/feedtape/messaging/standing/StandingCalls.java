package app.feedtape.messaging.standing;

import app.feedtape.messaging.FactJson;
import app.feedtape.web.call.RepeatedCall;
import app.feedtape.web.call.ServiceCall;
import app.feedtape.web.call.ServiceClient;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asks auth-service who may still act, while its topics cannot be relied on: once for all who wait
 * for the same answer, which is kept for a second, so that an ending is felt as soon as by a fact.
 */
public final class StandingCalls {

    /** What was read of a topic longer ago than this is not relied on. */
    public static final Duration RELIED_ON = Duration.ofSeconds(3);

    private static final ServiceCall STANDING =
            new ServiceCall(
                    "auth-service",
                    "GET",
                    "/internal/standing?account_id=%s&session_id=%s",
                    Duration.ofMillis(500));

    private static final Duration KEEP_ANSWER = Duration.ofSeconds(1);
    private static final int MAXIMUM_KEPT = 50_000;

    private final ServiceClient client;
    private final RepeatedCall calls = new RepeatedCall(RepeatedCall.breaker("auth-standing"));
    private final AsyncCache<Question, OwnersAnswer> answers =
            Caffeine.newBuilder()
                    .maximumSize(MAXIMUM_KEPT)
                    .expireAfterWrite(KEEP_ANSWER)
                    .buildAsync();

    public StandingCalls(ServiceClient client) {
        this.client = client;
    }

    private record Question(UUID accountId, UUID sessionId) {}

    /**
     * What the owner says. Completes exceptionally with {@code UPSTREAM_UNAVAILABLE} when it cannot
     * be asked.
     */
    public CompletableFuture<OwnersAnswer> ask(UUID accountId, UUID sessionId) {
        return answers.get(
                        new Question(accountId, sessionId), (question, executor) -> ask(question))
                .copy();
    }

    private CompletableFuture<OwnersAnswer> ask(Question question) {
        return calls.begin(
                () -> client.call(STANDING, question.accountId(), question.sessionId()),
                StandingCalls::read,
                StandingCalls::unavailable);
    }

    private static OwnersAnswer read(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new RepeatedCall.UnexpectedAnswer(response);
        }
        return FactJson.read(response.body().getBytes(StandardCharsets.UTF_8), OwnersAnswer.class);
    }

    private static Refusal unavailable(@Nullable Throwable failure) {
        Refusal refusal =
                ErrorCode.UPSTREAM_UNAVAILABLE
                        .because("Sign-in cannot be checked at the moment. Please try again.")
                        .withHeader("Retry-After", "1");
        return failure == null ? refusal : refusal.causedBy(failure);
    }
}
