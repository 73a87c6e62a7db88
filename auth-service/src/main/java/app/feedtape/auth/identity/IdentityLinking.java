package app.feedtape.auth.identity;

import app.feedtape.auth.account.Account;
import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.account.RemainingWaysIn;
import app.feedtape.auth.identity.LinkCodes.LinkCode;
import app.feedtape.auth.identity.SignInAttempt.Linker;
import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.auth.session.Sessions;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** A signed-in person adds providers to their account and takes them away. */
@Service
class IdentityLinking {

    /** More than anybody has. */
    static final int MOST = 20;

    private final Identities identities;
    private final LinkCodes codes;
    private final Accounts accounts;
    private final Sessions sessions;
    private final RemainingWaysIn remaining;
    private final ProviderRevocations revocations;
    private final LinkNotices notices;
    private final TransactionTemplate transaction;

    IdentityLinking(
            Identities identities,
            LinkCodes codes,
            Accounts accounts,
            Sessions sessions,
            RemainingWaysIn remaining,
            ProviderRevocations revocations,
            LinkNotices notices,
            TransactionTemplate transaction) {
        this.identities = identities;
        this.codes = codes;
        this.accounts = accounts;
        this.sessions = sessions;
        this.remaining = remaining;
        this.revocations = revocations;
        this.notices = notices;
        this.transaction = transaction;
    }

    List<Identity> list(UUID accountId) {
        return identities.list(accountId, MOST);
    }

    /**
     * @throws Refusal EMAIL_NOT_VERIFIED while nobody has proven whose the account's address is
     */
    void requireLinkable(UUID accountId) {
        requireVerified(accounts.find(accountId).orElseThrow());
    }

    private static void requireVerified(Account account) {
        if (!account.emailVerified()) {
            throw ErrorCode.EMAIL_NOT_VERIFIED.because("Please verify your e-mail address first.");
        }
    }

    /**
     * Links what the provider proved to who set out.
     *
     * @throws Refusal CONFLICT when it belongs to another account; EMAIL_NOT_VERIFIED when either
     *     side is not; OAUTH_STATE_INVALID when the session that began is over
     */
    Identity link(Linker linker, ProvenIdentity proven) {
        try {
            return transaction.execute(status -> {
                Account account = accounts.lock(linker.accountId()).orElseThrow();
                requireSignedIn(account, linker);
                requireVerified(account);
                if (!proven.emailVerified()) {
                    throw ErrorCode.EMAIL_NOT_VERIFIED.because(
                            "The provider has not verified your address there.");
                }
                return linkLocked(account.id(), proven);
            });
        } catch (DuplicateKeyException faster) {
            throw elsewhere();
        }
    }

    private void requireSignedIn(Account account, Linker linker) {
        boolean isSignedIn =
                account.isActive()
                        && sessions.list(account.id()).stream()
                                .anyMatch(session -> session.id().equals(linker.sessionId()));
        if (!isSignedIn) {
            throw ErrorCode.OAUTH_STATE_INVALID.because("You were signed out. Please start again.");
        }
    }

    private Identity linkLocked(UUID accountId, ProvenIdentity proven) {
        Optional<UUID> owner = identities.findAccount(proven.provider(), proven.subject());
        if (owner.isPresent() && !owner.get().equals(accountId)) {
            throw elsewhere();
        }
        if (owner.isPresent()) {
            identities.noteUse(proven);
        } else if (list(accountId).size() >= MOST) {
            throw ErrorCode.CONFLICT.because("There are enough ways into this account.");
        } else {
            identities.add(accountId, proven);
            notices.linked(accountId, proven.provider());
        }
        return list(accountId).stream()
                .filter(each ->
                        each.provider().equals(proven.provider())
                                && each.subject().equals(proven.subject()))
                .findFirst()
                .orElseThrow();
    }

    private static Refusal elsewhere() {
        return ErrorCode.CONFLICT.because("This sign-in belongs to another account.");
    }

    /** A one-time code for the app that set out; nothing is linked yet. */
    OneTimeSecret code(Linker linker, ProvenIdentity proven, String challenge) {
        OneTimeSecret code = OneTimeSecret.make();
        codes.add(code, new LinkCode(linker.accountId(), challenge, proven));
        return code;
    }

    /** Links what a one-time code stands for; 400 when it is unknown, late, spent or not theirs. */
    Identity confirm(Linker linker, OneTimeSecret code, OneTimeSecret verifier) {
        LinkCode content =
                codes.take(code)
                        .filter(each -> each.accountId().equals(linker.accountId()))
                        .filter(each ->
                                MessageDigest.isEqual(
                                        each.codeChallenge().getBytes(StandardCharsets.US_ASCII),
                                        verifier.challenge().getBytes(StandardCharsets.US_ASCII)))
                        .orElseThrow(() ->
                                Refusal.invalid(
                                        "code", "This code cannot be used. Please start again."));
        return link(linker, content.proven());
    }

    /**
     * Takes a provider away.
     *
     * @param which the identity's id, or its provider's name when there is just one of it
     * @throws Refusal NOT_FOUND; CONFLICT when it is the last way in, or when the name says too
     *     little
     */
    @Transactional
    public void unlink(UUID accountId, String which) {
        accounts.lock(accountId);
        List<Identity> meant =
                list(accountId).stream()
                        .filter(each ->
                                each.id().toString().equals(which) || each.provider().equals(which))
                        .toList();
        if (meant.isEmpty()) {
            throw ErrorCode.NOT_FOUND.because("There is nothing here.");
        }
        if (meant.size() > 1) {
            throw ErrorCode.CONFLICT.because("There are several of these; please name one by id.");
        }
        identities.remove(meant.getFirst().id()).forEach(revocations::add);
        remaining.require(accountId);
        notices.unlinked(accountId, meant.getFirst().provider());
    }
}
