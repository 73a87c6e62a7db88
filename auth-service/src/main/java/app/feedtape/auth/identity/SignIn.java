package app.feedtape.auth.identity;

import app.feedtape.auth.account.Account;
import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.identity.SignInCodes.SignInCode;
import app.feedtape.auth.refresh.TokenPair;
import app.feedtape.auth.refresh.TokenPairs;
import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.auth.session.Device;
import app.feedtape.auth.session.Proof;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.security.MessageDigest;
import java.util.function.Supplier;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** A proven identity becomes a signed-in device. */
@Service
class SignIn {

    private static final int ATTEMPTS = 3;

    private final AccountLinking linking;
    private final Accounts accounts;
    private final SignInCodes codes;
    private final TokenPairs pairs;
    private final TransactionTemplate transaction;

    SignIn(
            AccountLinking linking,
            Accounts accounts,
            SignInCodes codes,
            TokenPairs pairs,
            TransactionTemplate transaction) {
        this.linking = linking;
        this.accounts = accounts;
        this.codes = codes;
        this.pairs = pairs;
        this.transaction = transaction;
    }

    /** Tokens at once. */
    TokenPair tokens(ProvenIdentity proven, Device device) {
        return tokens(proven, device, () -> {});
    }

    /**
     * Tokens at once.
     *
     * @param first what has to happen in the same transaction before anything else, or refuse
     */
    TokenPair tokens(ProvenIdentity proven, Device device, Runnable first) {
        TokenPairs.Opened opened =
                untilOneWins(() -> {
                    first.run();
                    return pairs.open(
                            active(linking.accountOf(proven)), Proof.of(proven.provider()), device);
                });
        return pairs.issue(opened);
    }

    /**
     * A one-time code for the app that holds the verifier of this challenge; no session begins yet.
     */
    OneTimeSecret code(ProvenIdentity proven, String challenge, Device device) {
        OneTimeSecret code = OneTimeSecret.make();
        return untilOneWins(() -> {
            Account account = active(linking.accountOf(proven));
            codes.add(code, new SignInCode(account.id(), proven.provider(), challenge), device);
            return code;
        });
    }

    /** Tokens for a one-time code; 400 when it is unknown, late, spent or somebody else's. */
    TokenPair exchange(OneTimeSecret code, OneTimeSecret verifier, Device device) {
        SignInCode content = codes.take(code).orElseThrow(SignIn::foreignCode);
        boolean isOwn =
                MessageDigest.isEqual(
                        content.codeChallenge()
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                        verifier.challenge().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        if (!isOwn) {
            throw foreignCode();
        }
        TokenPairs.Opened opened =
                untilOneWins(() ->
                        pairs.open(
                                active(accounts.lock(content.accountId()).orElseThrow()),
                                Proof.of(content.provenBy()),
                                device));
        return pairs.issue(opened);
    }

    private static Refusal foreignCode() {
        return Refusal.invalid("code", "This code cannot be used. Please sign in again.");
    }

    private static Account active(Account account) {
        if (!account.isActive()) {
            throw ErrorCode.ACCOUNT_SUSPENDED.because("This account is suspended.");
        }
        return account;
    }

    /** Two first sign-ins of one person at once: a unique index turns the slower one back. */
    private <T> T untilOneWins(Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction.execute(status -> work.get());
            } catch (DuplicateKeyException slower) {
                if (attempt == ATTEMPTS) {
                    throw slower;
                }
            }
        }
    }
}
