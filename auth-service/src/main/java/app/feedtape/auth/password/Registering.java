package app.feedtape.auth.password;

import app.feedtape.auth.account.Account;
import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.account.EmailAddress;
import app.feedtape.auth.audit.Action;
import app.feedtape.auth.notification.MailLanguages;
import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.auth.session.Device;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.messaging.audit.AuditTrail;
import app.feedtape.web.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * From an address and a password to an account. There is no account before the address has answered
 * (docs/decisions/0018), so nobody can prepare one in somebody else's name.
 */
@Service
class Registering {

    private final Registrations registrations;
    private final AddressErrands errands;
    private final Accounts accounts;
    private final Passwords passwords;
    private final PasswordPolicy policy;
    private final PasswordHashing hashing;
    private final MailLanguages languages;
    private final AuditTrail audit;
    private final TransactionTemplate transaction;

    Registering(
            Registrations registrations,
            AddressErrands errands,
            Accounts accounts,
            Passwords passwords,
            PasswordPolicy policy,
            PasswordHashing hashing,
            MailLanguages languages,
            AuditTrail audit,
            TransactionTemplate transaction) {
        this.registrations = registrations;
        this.errands = errands;
        this.accounts = accounts;
        this.passwords = passwords;
        this.policy = policy;
        this.hashing = hashing;
        this.languages = languages;
        this.audit = audit;
        this.transaction = transaction;
    }

    /** Does the same whether or not the address is known; what differs happens in an errand. */
    void register(
            EmailAddress email,
            Password password,
            @Nullable String name,
            String language,
            Device device) {
        policy.require(password, email);
        String hash = hashing.hash(password);
        byte[] marker = DeviceMarker.of(device);
        transaction.executeWithoutResult(status -> {
            registrations.put(email, marker, hash, name, language);
            errands.add(AddressErrands.Kind.REGISTERED, email, language, marker);
        });
    }

    void sendAgain(EmailAddress email, String language, Device device) {
        errands.add(AddressErrands.Kind.VERIFY_AGAIN, email, language, DeviceMarker.of(device));
    }

    /** The account begins. Of several at once one makes it; the others find the token used. */
    void verify(OneTimeSecret token) {
        try {
            transaction.executeWithoutResult(status -> begin(token));
        } catch (DuplicateKeyException slower) {
            // Another way in proved the address at this moment: it is the owner's, and this is not.
            throw unusable();
        }
    }

    private void begin(OneTimeSecret token) {
        Registrations.Registration asked =
                registrations.take(token).orElseThrow(Registering::unusable);
        EmailAddress email = EmailAddress.parse(asked.email()).orElseThrow();
        if (accounts.findVerified(email).isPresent()) {
            throw unusable();
        }
        Account account = accounts.add(email, true, asked.name());
        passwords.set(account.id(), asked.passwordHash());
        audit.record(Actor.account(account.id()), Action.PASSWORD_SET, account.id(), null);
        languages.remember(account.id(), asked.language());
        registrations.removeAll(email);
    }

    static Refusal unusable() {
        return Refusal.invalid(
                "token", "This link was used already, is too old or was replaced by a newer one.");
    }
}
