package app.feedtape.auth.secondfactor;

import app.feedtape.auth.account.Account;
import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.password.FurtherProof;
import app.feedtape.auth.refresh.TokenPair;
import app.feedtape.auth.refresh.TokenPairs;
import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.auth.session.Device;
import app.feedtape.auth.session.Proof;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** A sign-in whose first factor was right waits for the second one. */
@Service
class TwoFactorLogin implements FurtherProof {

    private static final Proof PASSWORD = Proof.of("password");

    private final SecondFactors factors;
    private final Challenges challenges;
    private final SecondFactorProof proof;
    private final Accounts accounts;
    private final TokenPairs pairs;
    private final TransactionTemplate transaction;

    TwoFactorLogin(
            SecondFactors factors,
            Challenges challenges,
            SecondFactorProof proof,
            Accounts accounts,
            TokenPairs pairs,
            TransactionTemplate transaction) {
        this.factors = factors;
        this.challenges = challenges;
        this.proof = proof;
        this.accounts = accounts;
        this.pairs = pairs;
        this.transaction = transaction;
    }

    @Override
    public Optional<String> challenge(Account account, Device device) {
        if (!factors.isConfirmed(account.id())) {
            return Optional.empty();
        }
        OneTimeSecret challenge = OneTimeSecret.make();
        challenges.add(
                challenge,
                new Challenges.Waiting(account.id(), PASSWORD.method(), device.givenName()));
        return Optional.of(challenge.value());
    }

    @Override
    public void forget(UUID accountId) {
        challenges.removeAll(accountId);
    }

    /** Tokens for a challenge and the second factor of its account. */
    TokenPair finish(OneTimeSecret challenge, ShownFactor shown, Device device) {
        Challenges.Waiting waiting = challenges.find(challenge).orElseThrow(TwoFactorLogin::over);
        proof.countTry(waiting.accountId());
        TokenPairs.Opened opened =
                transaction.execute(status -> {
                    Account account = accounts.lock(waiting.accountId()).orElseThrow();
                    if (!account.isActive()) {
                        throw ErrorCode.ACCOUNT_SUSPENDED.because("This account is suspended.");
                    }
                    if (!challenges.tryUse(challenge)) {
                        throw over();
                    }
                    proof.use(account.id(), shown);
                    return pairs.open(
                            account,
                            Proof.of(waiting.provenBy()).strengthened(),
                            device.named(waiting.deviceName()));
                });
        return pairs.issue(opened);
    }

    private static Refusal over() {
        return ErrorCode.INVALID_CREDENTIALS.because("Please sign in again.");
    }
}
