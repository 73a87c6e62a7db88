package app.feedtape.web.outside;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses are on the public internet, by the IANA special-purpose registries (RFC 6890 and
 * its updates). {@code InetAddress.is…} knows only some of them and is not asked. Of IPv6 only
 * global unicast space is public; an IPv4 address embedded for translation counts as what it
 * embeds.
 */
public final class PublicAddresses {

    private static final List<Range> SPECIAL_V4 =
            List.of(
                    Range.of("0.0.0.0", 8),
                    Range.of("10.0.0.0", 8),
                    Range.of("100.64.0.0", 10),
                    Range.of("127.0.0.0", 8),
                    Range.of("169.254.0.0", 16),
                    Range.of("172.16.0.0", 12),
                    Range.of("192.0.0.0", 24),
                    Range.of("192.0.2.0", 24),
                    Range.of("192.31.196.0", 24),
                    Range.of("192.52.193.0", 24),
                    Range.of("192.88.99.0", 24),
                    Range.of("192.168.0.0", 16),
                    Range.of("192.175.48.0", 24),
                    Range.of("198.18.0.0", 15),
                    Range.of("198.51.100.0", 24),
                    Range.of("203.0.113.0", 24),
                    Range.of("224.0.0.0", 4),
                    Range.of("240.0.0.0", 4));

    private static final Range GLOBAL_UNICAST_V6 = Range.of("2000::", 3);

    /**
     * Teredo, ORCHID and benchmarking lie in the first, 6to4 is the third: each can lead to any
     * IPv4 address.
     */
    private static final List<Range> SPECIAL_V6 =
            List.of(
                    Range.of("2001::", 23),
                    Range.of("2001:db8::", 32),
                    Range.of("2002::", 16),
                    Range.of("2620:4f:8000::", 48),
                    Range.of("3fff::", 20));

    private static final Range NAT64 = Range.of("64:ff9b::", 96);

    private PublicAddresses() {}

    /** Whether anybody may be asked there. */
    public static boolean contains(InetAddress address) {
        return switch (address) {
            case Inet4Address v4 -> SPECIAL_V4.stream().noneMatch(range -> range.contains(v4));
            case Inet6Address v6 when NAT64.contains(v6) -> contains(embedded(v6));
            case Inet6Address v6 ->
                    GLOBAL_UNICAST_V6.contains(v6)
                            && SPECIAL_V6.stream().noneMatch(range -> range.contains(v6));
            default -> false;
        };
    }

    private static InetAddress embedded(Inet6Address address) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), 12, 16));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private record Range(byte[] base, int bits) {

        static Range of(String literal, int bits) {
            try {
                return new Range(InetAddress.getByName(literal).getAddress(), bits);
            } catch (UnknownHostException notALiteral) {
                throw new IllegalArgumentException(notALiteral);
            }
        }

        boolean contains(InetAddress address) {
            byte[] bytes = address.getAddress();
            if (bytes.length != base.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit & 7);
                if ((bytes[bit >> 3] & mask) != (base[bit >> 3] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
