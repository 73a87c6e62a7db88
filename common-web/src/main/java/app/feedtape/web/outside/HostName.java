package app.feedtape.web.outside;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The host of somebody else's address in the one form it is stored and asked in: lower case ASCII,
 * internationalized labels in punycode (RFC 5891), addresses only in their ordinary notation. Names
 * that mean "here" or "in this network" are refused before anybody is asked.
 */
final class HostName {

    private static final List<String> HERE = List.of("localhost", "127.0.0.1", "[::1]");
    private static final int MAXIMUM_LENGTH = 253;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");
    private static final Pattern LAST_LABEL_IS_A_NUMBER =
            Pattern.compile("(.*\\.)?(0x[0-9a-f]*|[0-9]+)");
    private static final Pattern DOTTED_QUAD =
            Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]{2,45}]");
    private static final List<String> LOCAL_SUFFIXES =
            List.of(
                    ".localhost",
                    ".local",
                    ".internal",
                    ".intranet",
                    ".lan",
                    ".home",
                    ".home.arpa",
                    ".onion");

    private HostName() {}

    /**
     * @param thisMachine whether this machine may be meant, by the names in {@link #HERE}
     */
    static String canonical(String written, boolean thisMachine) {
        String lower = written.toLowerCase(Locale.ROOT);
        if (thisMachine && HERE.contains(lower)) {
            return lower;
        }
        return lower.startsWith("[") ? ipv6(lower) : name(lower);
    }

    private static String ipv6(String written) {
        if (!IPV6.matcher(written).matches()) {
            throw new UnusableAddress("The host of the address is not valid.");
        }
        return "[" + allowed(written).getHostAddress() + "]";
    }

    private static String name(String written) {
        String host = toAscii(written);
        if (host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        if (LAST_LABEL_IS_A_NUMBER.matcher(host).matches()) {
            if (!DOTTED_QUAD.matcher(host).matches()) {
                throw new UnusableAddress("The host of the address is not valid.");
            }
            return allowed(host).getHostAddress();
        }
        requireLabels(host);
        if (!host.contains(".") || LOCAL_SUFFIXES.stream().anyMatch(host::endsWith)) {
            throw new UnusableAddress("The host of the address is not on the public web.");
        }
        return host;
    }

    private static String toAscii(String written) {
        try {
            return IDN.toASCII(written, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException | IndexOutOfBoundsException invalid) {
            throw new UnusableAddress("The host of the address is not valid.");
        }
    }

    private static void requireLabels(String host) {
        if (host.isEmpty() || host.length() > MAXIMUM_LENGTH) {
            throw new UnusableAddress("The host of the address is not valid.");
        }
        for (String label : host.split("\\.", -1)) {
            if (!LABEL.matcher(label).matches() || !survivesRoundTrip(label)) {
                throw new UnusableAddress("The host of the address is not valid.");
            }
        }
    }

    /** The JDK answers punycode it cannot read with itself, so only a round trip tells. */
    private static boolean survivesRoundTrip(String label) {
        if (!label.startsWith("xn--")) {
            return true;
        }
        String unicode = IDN.toUnicode(label, IDN.ALLOW_UNASSIGNED);
        return !unicode.equals(label) && label.equals(toAscii(unicode));
    }

    private static InetAddress allowed(String literal) {
        try {
            InetAddress address = InetAddress.getByName(literal);
            if (!PublicAddresses.contains(address)) {
                throw new UnusableAddress("The host of the address is not on the public web.");
            }
            return address;
        } catch (UnknownHostException invalid) {
            throw new UnusableAddress("The host of the address is not valid.");
        }
    }
}
