package app.feedtape.auth.refresh;

import app.feedtape.auth.account.Account;
import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.util.Optional;
import org.springframework.stereotype.Service;

/**
 * A refresh token becomes the next pair (decisions.md, Refresh). No transaction spans it: one
 * statement decides, and everything after it can be repeated by presenting the same token again.
 */
@Service
class RefreshTokenRotation {

    private final RefreshTokens tokens;
    private final TokenFamily family;
    private final TokenPairs pairs;
    private final Accounts accounts;
    private final Reuse reuse;

    RefreshTokenRotation(
            RefreshTokens tokens,
            TokenFamily family,
            TokenPairs pairs,
            Accounts accounts,
            Reuse reuse) {
        this.tokens = tokens;
        this.family = family;
        this.pairs = pairs;
        this.accounts = accounts;
        this.reuse = reuse;
    }

    TokenPair refresh(OneTimeSecret token) {
        PresentedToken presented = find(token);
        Account account =
                accounts.find(presented.accountId()).orElseThrow(RefreshTokenRotation::unknown);
        if (account.status() == Account.Status.SUSPENDED) {
            throw ErrorCode.ACCOUNT_SUSPENDED.because("This account is suspended.");
        }
        Optional<TokenPair> turned = attempt(presented, account);
        // Lost the race: by now the winner's successor is there, and this is a replay of its
        // parent.
        return turned.or(() -> attempt(find(token), account))
                .orElseThrow(RefreshTokenRotation::unknown);
    }

    private PresentedToken find(OneTimeSecret token) {
        return tokens.find(token.hash()).orElseThrow(RefreshTokenRotation::unknown);
    }

    /** Empty when another caller turned the session in the meantime. */
    private Optional<TokenPair> attempt(PresentedToken presented, Account account) {
        return switch (presented.judge()) {
            case ROTATE -> {
                OneTimeSecret successor = successor(presented);
                yield tokens.tryRotate(presented, successor.hash())
                        ? Optional.of(pair(presented, account, successor))
                        : Optional.empty();
            }
            case REPEAT -> Optional.of(pair(presented, account, successor(presented)));
            case REUSED -> {
                reuse.end(presented);
                throw reused();
            }
            case OVER_BY_REUSE -> throw reused();
            case OVER -> throw unknown();
        };
    }

    private OneTimeSecret successor(PresentedToken presented) {
        return family.token(
                presented.sessionId(), presented.generation() + 1, presented.sealedSecret());
    }

    private TokenPair pair(PresentedToken presented, Account account, OneTimeSecret successor) {
        return pairs.issue(
                account,
                presented.sessionId(),
                presented.proof(),
                presented.generation() + 1,
                successor,
                presented.sessionExpiresAt());
    }

    static Refusal unknown() {
        return ErrorCode.INVALID_REFRESH_TOKEN.because("Please sign in again.");
    }

    private static Refusal reused() {
        return ErrorCode.REFRESH_TOKEN_REUSED.because(
                "This sign-in was used from two places and has been ended. Please sign in again.");
    }
}
