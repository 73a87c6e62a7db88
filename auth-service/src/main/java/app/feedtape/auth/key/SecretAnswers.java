package app.feedtape.auth.key;

import app.feedtape.auth.secret.Sealing;
import app.feedtape.web.idempotency.Idempotency;
import app.feedtape.web.idempotency.Idempotency.Claim;
import app.feedtape.web.idempotency.SealedAnswers;
import app.feedtape.web.token.Caller;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes a secret once for an {@code Idempotency-Key} and gives the same answer again to whoever
 * brings the key; what is kept of the answer can be read by nobody else.
 */
@Component
class SecretAnswers {

    private final Idempotency idempotency;
    private final SealedAnswers sealed;
    private final TransactionTemplate transaction;
    private final JsonMapper json;

    SecretAnswers(
            Idempotency idempotency,
            Sealing sealing,
            TransactionTemplate transaction,
            JsonMapper json) {
        this.idempotency = idempotency;
        this.sealed = new SealedAnswers(sealing.derive("kept answers"));
        this.transaction = transaction;
        this.json = json;
    }

    /**
     * @param request what was asked for; another one under the same key is refused
     * @param effect runs in a transaction
     */
    KeyAnswer once(
            Caller caller,
            String route,
            @Nullable String key,
            Object request,
            Supplier<KeyAnswer> effect) {
        if (key == null) {
            return run(effect);
        }
        String context = caller.accountId() + " " + route;
        return switch (idempotency.claim(caller, route, key, json.writeValueAsString(request))) {
            case Claim.Replay(int status, String response) ->
                    json.readValue(sealed.open(key, context, response), KeyAnswer.class);
            case Claim.Fresh fresh -> runOnce(fresh, key, context, effect);
        };
    }

    private KeyAnswer runOnce(
            Claim.Fresh fresh, String key, String context, Supplier<KeyAnswer> effect) {
        try {
            return run(() -> {
                KeyAnswer answer = effect.get();
                idempotency.complete(
                        fresh, 201, sealed.seal(key, context, json.writeValueAsString(answer)));
                return answer;
            });
        } catch (RuntimeException failure) {
            idempotency.giveBack(fresh);
            throw failure;
        }
    }

    private KeyAnswer run(Supplier<KeyAnswer> effect) {
        KeyAnswer answer = transaction.execute(status -> effect.get());
        if (answer == null) {
            throw new IllegalStateException("A key was made without an answer");
        }
        return answer;
    }
}
