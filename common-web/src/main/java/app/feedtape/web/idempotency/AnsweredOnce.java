package app.feedtape.web.idempotency;

import app.feedtape.web.idempotency.Idempotency.Claim;
import app.feedtape.web.token.Caller;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an {@code Idempotency-Key} asks of a call whose effect is elsewhere: carried out once, and
 * the same answer again. A call that fails gives its key back.
 */
public final class AnsweredOnce {

    private static final int OK = 200;

    private final Idempotency idempotency;
    private final TransactionTemplate transaction;
    private final JsonMapper json;

    AnsweredOnce(Idempotency idempotency, TransactionTemplate transaction, JsonMapper json) {
        this.idempotency = idempotency;
        this.transaction = transaction;
        this.json = json;
    }

    /**
     * The answer of this call, or of the first one with the same key; refused as {@link
     * Idempotency#claim} is.
     *
     * @param key null where the caller has sent none: it is simply carried out
     * @param request what makes two calls the same one
     */
    public <R> R answer(
            Caller caller,
            String route,
            @Nullable String key,
            Object request,
            Class<R> type,
            Supplier<R> work) {
        if (key == null) {
            return work.get();
        }
        return switch (idempotency.claim(caller, route, key, json.writeValueAsString(request))) {
            case Claim.Replay(int status, String response) -> json.readValue(response, type);
            case Claim.Fresh fresh -> carryOut(fresh, work);
        };
    }

    private <R> R carryOut(Claim.Fresh fresh, Supplier<R> work) {
        try {
            R answer = work.get();
            String remembered = json.writeValueAsString(answer);
            transaction.executeWithoutResult(status -> idempotency.complete(fresh, OK, remembered));
            return answer;
        } catch (RuntimeException failure) {
            idempotency.giveBack(fresh);
            throw failure;
        }
    }
}
