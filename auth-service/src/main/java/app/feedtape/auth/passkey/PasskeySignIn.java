package app.feedtape.auth.passkey;

import app.feedtape.auth.account.Account;
import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.refresh.TokenPair;
import app.feedtape.auth.refresh.TokenPairs;
import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.auth.session.Device;
import app.feedtape.auth.session.Proof;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import com.webauthn4j.data.AuthenticationData;
import java.security.MessageDigest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** A passkey becomes a signed-in device. The device says who it is for; nobody types a name. */
@Service
class PasskeySignIn {

    private static final Logger LOG = LoggerFactory.getLogger(PasskeySignIn.class);

    private final Ceremony ceremony;
    private final Passkeys passkeys;
    private final PasskeyChallenges challenges;
    private final Accounts accounts;
    private final TokenPairs pairs;
    private final TransactionTemplate transaction;

    PasskeySignIn(
            Ceremony ceremony,
            Passkeys passkeys,
            PasskeyChallenges challenges,
            Accounts accounts,
            TokenPairs pairs,
            TransactionTemplate transaction) {
        this.ceremony = ceremony;
        this.passkeys = passkeys;
        this.challenges = challenges;
        this.accounts = accounts;
        this.pairs = pairs;
        this.transaction = transaction;
    }

    OneTimeSecret begin() {
        return challenges.ask(null);
    }

    /**
     * @param json what the device answered
     */
    TokenPair finish(String json, Device device) {
        Passkey passkey;
        Ceremony.Signed signed;
        try {
            Ceremony.Answer<AuthenticationData> answer = ceremony.readSignIn(json);
            takeChallenge(answer.challenge());
            passkey = named(answer.data());
            signed = ceremony.signIn(answer, passkey);
        } catch (Ceremony.Failed failed) {
            LOG.info("A passkey opened nothing: {}", failed.getMessage());
            throw refused();
        }
        return pairs.issue(transaction.execute(status -> open(passkey, signed, device)));
    }

    private TokenPairs.Opened open(Passkey passkey, Ceremony.Signed signed, Device device) {
        Account account = accounts.lock(passkey.accountId()).orElseThrow();
        if (!passkeys.tryUse(passkey.id(), signed)) {
            LOG.warn("Passkey {} signed with a count that did not grow", passkey.id());
            throw refused();
        }
        if (!account.isActive()) {
            throw ErrorCode.ACCOUNT_SUSPENDED.because("This account is suspended.");
        }
        return pairs.open(account, Proof.passkey(), device);
    }

    private void takeChallenge(OneTimeSecret challenge) {
        boolean isOurs =
                challenges.take(challenge).filter(asked -> asked.accountId() == null).isPresent();
        if (!isOurs) {
            throw new Ceremony.Failed("unknown, late or used challenge", null);
        }
    }

    /** The key it names must be the key of the account it names. */
    private Passkey named(AuthenticationData data) {
        byte[] handle = data.getUserHandle();
        return passkeys.find(data.getCredentialId())
                .filter(known ->
                        handle != null
                                && MessageDigest.isEqual(
                                        handle, CreationOptions.handle(known.accountId())))
                .orElseThrow(() -> new Ceremony.Failed("unknown key", null));
    }

    private static Refusal refused() {
        return ErrorCode.INVALID_CREDENTIALS.because("This passkey does not open an account here.");
    }
}
