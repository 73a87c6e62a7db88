package app.feedtape.auth.password;

import app.feedtape.auth.account.Account;
import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.account.EmailAddress;
import app.feedtape.auth.refresh.TokenPairs;
import app.feedtape.auth.session.Device;
import app.feedtape.auth.session.Proof;
import app.feedtape.auth.session.Sessions;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * An address and a password become a signed-in device. Whoever is asked for, the same is looked up
 * and one hash is made: neither answer nor time tells whether an address is known.
 */
@Service
class Login {

    /**
     * The id of no account, to look up for an unknown address what is looked up for a known one.
     */
    private static final UUID NOBODY = new UUID(0, 0);

    private final Accounts accounts;
    private final Sessions sessions;
    private final Passwords passwords;
    private final Registrations registrations;
    private final PasswordHashing hashing;
    private final Guesses guesses;
    private final AddressErrands errands;
    private final List<FurtherProof> furtherProofs;
    private final TokenPairs pairs;
    private final TransactionTemplate transaction;

    Login(
            Accounts accounts,
            Sessions sessions,
            Passwords passwords,
            Registrations registrations,
            PasswordHashing hashing,
            Guesses guesses,
            AddressErrands errands,
            List<FurtherProof> furtherProofs,
            TokenPairs pairs,
            TransactionTemplate transaction) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.passwords = passwords;
        this.registrations = registrations;
        this.hashing = hashing;
        this.guesses = guesses;
        this.errands = errands;
        this.furtherProofs = furtherProofs;
        this.pairs = pairs;
        this.transaction = transaction;
    }

    /**
     * Either a challenge, or a session that has begun and whose tokens are issued after the commit.
     */
    private record Begun(@Nullable String challenge, TokenPairs.@Nullable Opened opened) {}

    LoginOutcome signIn(EmailAddress email, Password password, Device device) {
        Optional<Account> account = accounts.findVerified(email);
        UUID id = account.map(Account::id).orElse(NOBODY);
        boolean isKnownDevice = sessions.isKnownDevice(id, device);
        Optional<String> own = passwords.find(id);
        Optional<String> pending = registrations.findNewestHash(email);
        Guesses.Attempt attempt = guesses.take(email, device, isKnownDevice);
        String hash = (account.isPresent() ? own : pending).orElse(null);
        if (!matches(password, hash, attempt) || hash == null) {
            noteIfLast(attempt, email, device);
            throw wrong();
        }
        Account owner = account.orElseThrow(Login::notVerified);
        requireActive(owner);
        attempt.succeed();
        Begun begun =
                begin(owner, hash, device)
                        .or(() -> beginAnew(owner, password, device))
                        .orElseThrow(Login::wrong);
        renewIfOutdated(id, hash, password);
        return outcome(begun);
    }

    /** Whose mailbox it is is looked up after the answer. */
    private void noteIfLast(Guesses.Attempt attempt, EmailAddress email, Device device) {
        if (attempt.isLast()) {
            errands.add(AddressErrands.Kind.GUESSED, email, "en", DeviceMarker.of(device));
        }
    }

    private boolean matches(Password password, @Nullable String hash, Guesses.Attempt attempt) {
        try {
            return hashing.matches(password, hash);
        } catch (Refusal busy) {
            attempt.withdraw();
            throw busy;
        }
    }

    /**
     * Empty when the stored hash is another one by now. The person may also have been shut out
     * while theirs was made.
     */
    private Optional<Begun> begin(Account found, String hash, Device device) {
        return java.util.Objects.requireNonNull(
                transaction.execute(status -> {
                    Account account = accounts.lock(found.id()).orElseThrow(Login::wrong);
                    requireActive(account);
                    return passwords
                            .find(account.id())
                            .filter(hash::equals)
                            .map(same -> begin(account, device));
                }));
    }

    private Begun begin(Account account, Device device) {
        return furtherProofs.stream()
                .flatMap(proof -> proof.challenge(account, device).stream())
                .findFirst()
                .map(challenge -> new Begun(challenge, null))
                .orElseGet(
                        () -> new Begun(null, pairs.open(account, Proof.of("password"), device)));
    }

    /** A sign-in at the same moment may have renewed the hash; the password is the same then. */
    private Optional<Begun> beginAnew(Account owner, Password password, Device device) {
        return passwords
                .find(owner.id())
                .filter(current -> hashing.matches(password, current))
                .flatMap(current -> begin(owner, current, device));
    }

    private LoginOutcome outcome(Begun begun) {
        TokenPairs.Opened opened = begun.opened();
        return opened == null
                ? new LoginOutcome.SecondFactorRequired(String.valueOf(begun.challenge()))
                : new LoginOutcome.SignedIn(pairs.issue(opened));
    }

    /** A person who is signed in is not turned away because the machine is busy. */
    private void renewIfOutdated(UUID accountId, String hash, Password password) {
        if (!hashing.isOutdated(hash)) {
            return;
        }
        try {
            passwords.renew(accountId, hash, hashing.hash(password));
        } catch (Refusal busy) {
            // The next sign-in renews it.
        }
    }

    private static void requireActive(Account account) {
        if (!account.isActive()) {
            throw ErrorCode.ACCOUNT_SUSPENDED.because("This account is suspended.");
        }
    }

    private static Refusal wrong() {
        return ErrorCode.INVALID_CREDENTIALS.because(
                "The e-mail address or the password is not right.");
    }

    private static Refusal notVerified() {
        return ErrorCode.EMAIL_NOT_VERIFIED.because(
                "Please confirm your e-mail address with the link we have sent you.");
    }
}
