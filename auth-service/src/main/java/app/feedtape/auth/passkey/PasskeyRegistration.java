package app.feedtape.auth.passkey;

import app.feedtape.auth.account.Account;
import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.account.RemainingWaysIn;
import app.feedtape.auth.audit.Action;
import app.feedtape.auth.notification.Letter;
import app.feedtape.auth.notification.Mails;
import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.messaging.audit.AuditTrail;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import com.webauthn4j.data.RegistrationData;
import java.time.Clock;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** A person adds a passkey or takes one away. */
@Service
class PasskeyRegistration {

    private static final Logger LOG = LoggerFactory.getLogger(PasskeyRegistration.class);

    private final Ceremony ceremony;
    private final Passkeys passkeys;
    private final PasskeyChallenges challenges;
    private final Accounts accounts;
    private final RemainingWaysIn remaining;
    private final Mails mails;
    private final AuditTrail audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    PasskeyRegistration(
            Ceremony ceremony,
            Passkeys passkeys,
            PasskeyChallenges challenges,
            Accounts accounts,
            RemainingWaysIn remaining,
            Mails mails,
            AuditTrail audit,
            Clock clock,
            TransactionTemplate transaction) {
        this.ceremony = ceremony;
        this.passkeys = passkeys;
        this.challenges = challenges;
        this.accounts = accounts;
        this.remaining = remaining;
        this.mails = mails;
        this.audit = audit;
        this.clock = clock;
        this.transaction = transaction;
    }

    CreationOptions begin(UUID accountId) {
        Account account = accounts.find(accountId).orElseThrow();
        String email = account.email() != null ? account.email() : accountId.toString();
        String name = account.name() != null ? account.name() : email;
        return CreationOptions.of(
                ceremony.rpId(),
                new CreationOptions.User(
                        OneTimeSecret.encode(CreationOptions.handle(accountId)), email, name),
                challenges.ask(accountId),
                passkeys.list(accountId));
    }

    /**
     * @param json what the device answered
     */
    UUID finish(UUID accountId, String json, String name) {
        Ceremony.Registered registered;
        try {
            Ceremony.Answer<RegistrationData> answer = ceremony.readRegistration(json);
            boolean isOurs =
                    challenges
                            .take(answer.challenge())
                            .filter(asked -> accountId.equals(asked.accountId()))
                            .isPresent();
            if (!isOurs) {
                throw new Ceremony.Failed("unknown, late or used challenge", null);
            }
            registered = ceremony.register(answer);
        } catch (Ceremony.Failed failed) {
            LOG.info("A passkey was not added: {}", failed.getMessage());
            throw Refusal.invalid("credential", "This passkey cannot be added. Please try again.");
        }
        return transaction.execute(status -> add(accountId, registered, name));
    }

    private UUID add(UUID accountId, Ceremony.Registered registered, String name) {
        accounts.lock(accountId);
        if (passkeys.count(accountId) >= Passkeys.MOST_PER_ACCOUNT) {
            throw ErrorCode.CONFLICT.because(
                    "There are %d passkeys already. Please remove one first."
                            .formatted(Passkeys.MOST_PER_ACCOUNT));
        }
        UUID id =
                passkeys.tryAdd(accountId, registered, name)
                        .orElseThrow(
                                () -> ErrorCode.CONFLICT.because("This passkey is known already."));
        tell(accountId, Action.PASSKEY_ADDED, "passkey_added", name);
        return id;
    }

    void remove(UUID accountId, UUID id) {
        transaction.executeWithoutResult(status -> {
            accounts.lock(accountId);
            String name =
                    passkeys.remove(id, accountId)
                            .orElseThrow(
                                    () -> ErrorCode.NOT_FOUND.because("There is nothing here."));
            remaining.require(accountId);
            tell(accountId, Action.PASSKEY_REMOVED, "passkey_removed", name);
        });
    }

    private void tell(UUID accountId, Action action, String template, String name) {
        audit.record(Actor.account(accountId), action, accountId, name);
        mails.request(
                Letter.to(accountId, template)
                        .with("passkey", name)
                        .with("at", Letter.moment(clock.instant())));
    }
}
