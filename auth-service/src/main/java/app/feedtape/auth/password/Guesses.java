package app.feedtape.auth.password;

import app.feedtape.auth.account.EmailAddress;
import app.feedtape.auth.password.GuessCounts.Allowance;
import app.feedtape.auth.password.GuessCounts.Taking;
import app.feedtape.auth.session.Device;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import org.springframework.stereotype.Service;

/**
 * Who may guess a password how often (docs/decisions/0019). A device the account knows has tries of
 * its own, so that strangers who use theirs up shut nobody out.
 */
@Service
class Guesses {

    private static final Allowance ACCOUNT =
            new Allowance(5, Duration.ofSeconds(60), 100, Duration.ofMinutes(15));

    /** Behind the gateway's bucket, which is smaller while it is shared. */
    private static final Allowance ADDRESS =
            new Allowance(30, Duration.ofMinutes(15), Integer.MAX_VALUE, Duration.ofMinutes(15));

    private static final int NETWORK_BYTES = 8;

    private final GuessCounts counts;

    Guesses(GuessCounts counts) {
        this.counts = counts;
    }

    /** One try that was taken and will be made. */
    final class Attempt {

        private final String account;
        private final String address;
        private final boolean countsForAddress;
        private final boolean last;

        private Attempt(String account, String address, boolean countsForAddress, boolean last) {
            this.account = account;
            this.address = address;
            this.countsForAddress = countsForAddress;
            this.last = last;
        }

        /** Whether there is none left after it. */
        boolean isLast() {
            return last;
        }

        /** It was not made after all. */
        void withdraw() {
            counts.giveBack(account);
            if (countsForAddress) {
                counts.giveBack(address);
            }
        }

        /** It was right: the account's count begins anew; the address did one try less. */
        void succeed() {
            counts.clear(account);
            if (countsForAddress) {
                counts.giveBack(address);
            }
        }
    }

    /**
     * Takes a try at signing in.
     *
     * @throws Refusal RATE_LIMITED, the same whether the address is known and the password right
     */
    Attempt take(EmailAddress email, Device device, boolean isKnownDevice) {
        String address = "address:" + network(device.address());
        String account = isKnownDevice ? known(email, device) : stranger(email);
        Taking taking = counts.take(account, ACCOUNT);
        if (taking == Taking.NONE_LEFT) {
            throw tooMany(counts.pause(account));
        }
        if (!isKnownDevice && !counts.tryTake(address, ADDRESS)) {
            counts.giveBack(account);
            throw tooMany(counts.pause(address));
        }
        return new Attempt(account, address, !isKnownDevice, taking == Taking.TAKEN_LAST);
    }

    /** Takes a try at the password of somebody who is signed in. */
    Attempt take(UUID accountId) {
        String account = signedIn(accountId);
        if (!counts.tryTake(account, ACCOUNT)) {
            throw tooMany(counts.pause(account));
        }
        return new Attempt(account, "", false, false);
    }

    /** Whoever reads the mailbox has set a password: the pause of strangers is over. */
    void forgive(EmailAddress email) {
        counts.clear(stranger(email));
    }

    /** The tries of a device the account knows do not count any more. */
    void forgive(EmailAddress email, Device device) {
        counts.clear(known(email, device));
    }

    /** Those of whoever is signed in neither. */
    void forgive(UUID accountId) {
        counts.clear(signedIn(accountId));
    }

    private static String signedIn(UUID accountId) {
        return "signed in:" + accountId;
    }

    private static String known(EmailAddress email, Device device) {
        return "device:" + email.canonical() + "\n" + device.address() + "\n" + device.userAgent();
    }

    private static String stranger(EmailAddress email) {
        return "email:" + email.canonical();
    }

    /** Nothing of who tried how often: it may have been somebody else. */
    private static Refusal tooMany(Duration pause) {
        return ErrorCode.RATE_LIMITED
                .because("Too many tries. Please wait a little or reset your password.")
                .with("metric", "password_tries")
                .withHeader("Retry-After", Long.toString(pause.toSeconds()));
    }

    /** An IPv6 client has a whole /64 to call from, so all of it is one. */
    private static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            return InetAddress.ofLiteral(address) instanceof Inet6Address six
                    ? HexFormat.of().formatHex(six.getAddress(), 0, NETWORK_BYTES)
                    : address;
        } catch (IllegalArgumentException unreadable) {
            return address;
        }
    }
}
