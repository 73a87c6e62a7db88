package app.feedtape.auth.session;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about the device it comes from; shown to the person, never trusted.
 *
 * @param address as the gateway saw it
 * @param userAgent at most 300 characters
 * @param givenName what the app calls the device, such as the phone's own name; at most 100
 *     characters
 */
public record Device(String address, String userAgent, @Nullable String givenName) {

    private static final int LONGEST_USER_AGENT = 300;
    private static final int LONGEST_NAME = 100;
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    /**
     * The name the app gave it, else the first word it says about itself, such as {@code FeedTape}.
     */
    public String name() {
        if (givenName != null) {
            return givenName;
        }
        String product = userAgent.split("[/ ;(]", 2)[0];
        return product.isBlank() ? "unknown" : product;
    }

    /**
     * The same device under the name that came with a sign-in; a blank one or none changes nothing.
     */
    public Device named(@Nullable String name) {
        String printable = name == null ? "" : name.replaceAll("\\p{Cntrl}", "").strip();
        return printable.isEmpty()
                ? this
                : new Device(address, userAgent, start(printable, LONGEST_NAME));
    }

    /**
     * Whether this could be the same device as one seen before: by its name and what it says of
     * itself, versions aside, and the network it comes from.
     */
    public boolean resembles(Device other) {
        return Objects.equals(givenName, other.givenName)
                && withoutVersions(userAgent).equals(withoutVersions(other.userAgent))
                && network(address).equals(network(other.address));
    }

    private static String withoutVersions(String userAgent) {
        return userAgent.replaceAll("[0-9]+([._][0-9]+)*", "");
    }

    /** What addresses of one household share: the first 24 bits, or 64 of the long ones. */
    private static String network(String address) {
        try {
            byte[] bytes = InetAddress.ofLiteral(address).getAddress();
            return HexFormat.of().formatHex(bytes, 0, bytes.length == 4 ? 3 : 8);
        } catch (IllegalArgumentException noAddress) {
            return address;
        }
    }

    /** Reads the right-most forwarded address, which is the one our own gateway wrote. */
    public static Device of(HttpServletRequest request) {
        String forwarded = Optional.ofNullable(request.getHeader("X-Forwarded-For")).orElse("");
        String nearest = forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
        String agent = Optional.ofNullable(request.getHeader("User-Agent")).orElse("");
        String printable = agent.replaceAll("\\p{Cntrl}", "");
        return new Device(
                ADDRESS.matcher(nearest).matches() ? nearest : request.getRemoteAddr(),
                start(printable, LONGEST_USER_AGENT),
                null);
    }

    /** Never half a character. */
    private static String start(String text, int longest) {
        if (text.codePointCount(0, text.length()) <= longest) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, longest));
    }
}
