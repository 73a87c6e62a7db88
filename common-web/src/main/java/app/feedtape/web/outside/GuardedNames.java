package app.feedtape.web.outside;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.hc.client5.http.DnsResolver;

/**
 * The guard in the dialer, below redirects and schedules: every connection resolves its host here,
 * every address it might use is checked, and the connection is made to exactly these addresses. One
 * forbidden address among them refuses the host.
 */
public final class GuardedNames implements DnsResolver {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int ADDRESSES_TRIED = 3;

    /** Asks the system. */
    @FunctionalInterface
    public interface Lookup {
        InetAddress[] find(String host) throws UnknownHostException;
    }

    private final Lookup lookup;
    private final Predicate<InetAddress> allowed;

    /**
     * @param allowed where a connection may go
     */
    public GuardedNames(Lookup lookup, Predicate<InetAddress> allowed) {
        this.lookup = lookup;
        this.allowed = allowed;
    }

    /** Public addresses that are not this machine's own. */
    public static GuardedNames ofThePublicWeb() {
        return new GuardedNames(
                InetAddress::getAllByName,
                address -> PublicAddresses.contains(address) && !isOurs(address));
    }

    private static boolean isOurs(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException unknown) {
            return true;
        }
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = ask(host);
        if (addresses.length == 0) {
            throw new UnknownHostException(host);
        }
        if (!Arrays.stream(addresses).allMatch(allowed)) {
            throw new ForbiddenAddress();
        }
        return Arrays.copyOf(addresses, Math.min(addresses.length, ADDRESSES_TRIED));
    }

    /** On a thread of its own, because a slow name server cannot be interrupted. */
    private InetAddress[] ask(String host) throws UnknownHostException {
        FutureTask<InetAddress[]> question = new FutureTask<>(() -> lookup.find(host));
        Thread.ofVirtual().name("name-lookup").start(question);
        try {
            return question.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException unanswered) {
            throw new UnknownHostException(host);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException(host);
        }
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    /** The name leads where nothing of ours may ask. */
    public static final class ForbiddenAddress extends UnknownHostException {}
}
