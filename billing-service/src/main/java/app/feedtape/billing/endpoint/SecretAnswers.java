package app.feedtape.billing.endpoint;

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
@Component("endpointSecretAnswers")
class SecretAnswers {

    private final Idempotency idempotency;
    private final SealedAnswers sealed;
    private final TransactionTemplate transaction;
    private final JsonMapper json;

    SecretAnswers(
            Idempotency idempotency,
            EndpointSecrets secrets,
            TransactionTemplate transaction,
            JsonMapper json) {
        this.idempotency = idempotency;
        this.sealed = secrets.answers();
        this.transaction = transaction;
        this.json = json;
    }

    /**
     * @param request what was asked for; another one under the same key is refused
     * @param effect joins the transaction in which its answer is kept
     */
    EndpointAnswer once(
            Caller caller,
            String route,
            @Nullable String key,
            Object request,
            Supplier<EndpointAnswer> effect) {
        if (key == null) {
            return effect.get();
        }
        String context = caller.accountId() + " " + route;
        return switch (idempotency.claim(caller, route, key, json.writeValueAsString(request))) {
            case Claim.Replay(int status, String response) ->
                    json.readValue(sealed.open(key, context, response), EndpointAnswer.class);
            case Claim.Fresh fresh -> runOnce(fresh, key, context, effect);
        };
    }

    private EndpointAnswer runOnce(
            Claim.Fresh fresh, String key, String context, Supplier<EndpointAnswer> effect) {
        try {
            EndpointAnswer made =
                    transaction.execute(status -> {
                        EndpointAnswer answer = effect.get();
                        String kept = sealed.seal(key, context, json.writeValueAsString(answer));
                        idempotency.complete(fresh, 201, kept);
                        return answer;
                    });
            if (made == null) {
                throw new IllegalStateException("A secret was made without an answer");
            }
            return made;
        } catch (RuntimeException failure) {
            idempotency.giveBack(fresh);
            throw failure;
        }
    }
}
