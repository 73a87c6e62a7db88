package app.feedtape.auth.refresh;

import app.feedtape.auth.account.Account;
import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.auth.session.Device;
import app.feedtape.auth.session.Proof;
import app.feedtape.auth.session.Session;
import app.feedtape.auth.session.Sessions;
import app.feedtape.auth.token.AccessTokens;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.time.TimeOrderedIds;
import app.feedtape.web.token.Caller;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Gives a signed-in device its tokens. */
@Service
public class TokenPairs {

    private final Accounts accounts;
    private final Sessions sessions;
    private final RefreshTokens refreshTokens;
    private final TokenFamily family;
    private final AccessTokens accessTokens;
    private final NewDevice newDevice;
    private final TimeOrderedIds ids;

    TokenPairs(
            Accounts accounts,
            Sessions sessions,
            RefreshTokens refreshTokens,
            TokenFamily family,
            AccessTokens accessTokens,
            NewDevice newDevice,
            TimeOrderedIds ids) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.refreshTokens = refreshTokens;
        this.family = family;
        this.accessTokens = accessTokens;
        this.newDevice = newDevice;
        this.ids = ids;
    }

    /** A session that has begun, with what is needed to issue its tokens after the commit. */
    public record Opened(
            Account account,
            UUID sessionId,
            Proof proof,
            OneTimeSecret refreshToken,
            Instant endsAt) {}

    /**
     * Begins a session. The account must be locked by the transaction.
     *
     * @param proof how the person proved who they are, such as {@code Proof.of("github")}
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Opened open(Account account, Proof proof, Device device) {
        UUID sessionId = ids.next();
        byte[] secret = family.newSecret(sessionId);
        boolean isStrange = newDevice.isStrange(account.id(), device);
        Session session = sessions.start(sessionId, account.id(), proof, device, secret);
        if (isStrange) {
            newDevice.tell(session);
        }
        OneTimeSecret first = family.token(sessionId, 0, secret);
        refreshTokens.addFirst(first.hash(), sessionId);
        return new Opened(account, sessionId, proof, first, session.expiresAt());
    }

    /** The first pair of a session that has begun. Asks billing: call it after the commit. */
    public TokenPair issue(Opened opened) {
        return issue(
                opened.account(),
                opened.sessionId(),
                opened.proof(),
                0,
                opened.refreshToken(),
                opened.endsAt());
    }

    /**
     * Another access token for a session that has become stronger. Asks billing: call it after the
     * commit.
     */
    public AccessTokens.Issued reissue(Caller caller) {
        UUID sessionId = caller.token().sessionId();
        Account account = accounts.find(caller.accountId()).orElseThrow(TokenPairs::over);
        Session session = sessions.find(sessionId, account.id()).orElseThrow(TokenPairs::over);
        return accessTokens.issue(
                new AccessTokens.Bearer(
                        account.id(),
                        sessionId,
                        Math.max(0, AccessTokens.generationOf(caller.token())),
                        account.roles(),
                        session.proof().amr(),
                        session.expiresAt()));
    }

    private static Refusal over() {
        return ErrorCode.UNAUTHENTICATED.because("This device is signed out.");
    }

    TokenPair issue(
            Account account,
            UUID sessionId,
            Proof proof,
            long generation,
            OneTimeSecret refreshToken,
            Instant sessionEndsAt) {
        AccessTokens.Issued access =
                accessTokens.issue(
                        new AccessTokens.Bearer(
                                account.id(),
                                sessionId,
                                generation,
                                account.roles(),
                                proof.amr(),
                                sessionEndsAt));
        return new TokenPair(access.token(), refreshToken.value(), access.lifeSeconds());
    }
}
