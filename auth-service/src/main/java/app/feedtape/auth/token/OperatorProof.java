package app.feedtape.auth.token;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.servlet.CallerVeto;
import app.feedtape.web.token.AccessToken;
import app.feedtape.web.token.Caller;
import app.feedtape.web.token.TokenVerifier;
import app.feedtape.web.token.Verification;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Which operator a service calls for. A service cannot name one, it can only show the token the
 * operator showed it: their own, of a living session, with an operator's role.
 */
@Component
class OperatorProof {

    private static final List<String> OPERATORS = List.of("support", "admin");

    private final TokenVerifier verifier;
    private final ObjectProvider<CallerVeto> vetoes;

    OperatorProof(TokenVerifier verifier, ObjectProvider<CallerVeto> vetoes) {
        this.verifier = verifier;
        this.vetoes = vetoes;
    }

    UUID check(String operatorToken) {
        if (!(verifier.verify(operatorToken).join() instanceof Verification.Accepted(var token))
                || !isOperatorsOwn(token)) {
            throw refusal();
        }
        Caller operator = new Caller(token, operatorToken);
        try {
            vetoes.forEach(veto -> veto.check(operator));
        } catch (Refusal over) {
            throw refusal();
        }
        return token.accountId();
    }

    private static boolean isOperatorsOwn(AccessToken token) {
        return token.actor() == null
                && token.key() == null
                && OPERATORS.stream().anyMatch(token.roles()::contains);
    }

    private static Refusal refusal() {
        return ErrorCode.FORBIDDEN.because("This is for operators.");
    }
}
