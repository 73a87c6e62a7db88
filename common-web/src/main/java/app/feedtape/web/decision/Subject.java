package app.feedtape.web.decision;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.UUID;

/**
 * Whom a decision was about, and who may therefore read it.
 *
 * @param id the account's; of a network a hash, so that no decision holds an address
 */
public record Subject(Kind kind, UUID id) {

    private static final int NETWORK_BYTES = 8;

    /** What the id stands for; the order is on the wire. */
    public enum Kind {
        /** Somebody signed in. */
        ACCOUNT,
        /** A stranger, known by the address they came from. */
        NETWORK,
        /** One of our own services; only operators read such a decision. */
        HOUSE
    }

    private static final Subject HOUSE = new Subject(Kind.HOUSE, new UUID(0, 0));

    /** Somebody signed in. */
    public static Subject account(UUID accountId) {
        return new Subject(Kind.ACCOUNT, accountId);
    }

    /** Whoever calls from this address. An IPv6 client has a whole /64, so all of it is one. */
    public static Subject network(String address) {
        byte[] hash = sha256("feedtape network " + network(literal(address), address));
        ByteBuffer bytes = ByteBuffer.wrap(hash);
        return new Subject(Kind.NETWORK, new UUID(bytes.getLong(), bytes.getLong()));
    }

    /** A service of ours. */
    public static Subject house() {
        return HOUSE;
    }

    private static byte[] literal(String address) {
        try {
            InetAddress parsed = InetAddress.ofLiteral(address);
            return parsed instanceof Inet6Address
                    ? Arrays.copyOf(parsed.getAddress(), NETWORK_BYTES)
                    : parsed.getAddress();
        } catch (IllegalArgumentException unreadable) {
            return new byte[0];
        }
    }

    private static String network(byte[] literal, String address) {
        return literal.length == 0 ? address : Arrays.toString(literal);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
