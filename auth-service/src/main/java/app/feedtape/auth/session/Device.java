package app.feedtape.auth.session;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a request says about the device it comes from; shown to the person, never trusted.
 *
 * @param address as the gateway saw it
 * @param userAgent at most 300 characters
 */
public record Device(String address, String userAgent) {

    private static final int LONGEST_USER_AGENT = 300;
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    /** The first word a device says about itself, such as {@code FeedTape}. */
    public String name() {
        String product = userAgent.split("[/ ;(]", 2)[0];
        return product.isBlank() ? "unknown" : product;
    }

    /** Reads the right-most forwarded address, which is the one our own gateway wrote. */
    public static Device of(HttpServletRequest request) {
        String forwarded = Optional.ofNullable(request.getHeader("X-Forwarded-For")).orElse("");
        String nearest = forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
        String agent = Optional.ofNullable(request.getHeader("User-Agent")).orElse("");
        String printable = agent.replaceAll("\\p{Cntrl}", "");
        return new Device(
                ADDRESS.matcher(nearest).matches() ? nearest : request.getRemoteAddr(),
                printable.substring(0, Math.min(printable.length(), LONGEST_USER_AGENT)));
    }
}
