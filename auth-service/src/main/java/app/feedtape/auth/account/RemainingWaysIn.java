package app.feedtape.auth.account;

import app.feedtape.web.problem.ErrorCode;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Nobody is left with an account that they cannot open any more. */
@Component
public class RemainingWaysIn {

    private final List<WaysIn> kinds;

    RemainingWaysIn(List<WaysIn> kinds) {
        this.kinds = kinds;
    }

    /**
     * Call it after taking a way away, with the account locked: the refusal undoes the taking.
     *
     * @throws app.feedtape.web.problem.Refusal CONFLICT when nothing is left
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void require(UUID accountId) {
        if (kinds.stream().noneMatch(kind -> kind.count(accountId) > 0)) {
            throw ErrorCode.CONFLICT.because(
                    "This is the only way into the account. Please add another one first.");
        }
    }
}
