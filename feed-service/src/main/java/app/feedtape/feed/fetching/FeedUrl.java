package app.feedtape.feed.fetching;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a feed in its one canonical form (RFC 3986, 6.2): scheme and host in lower case,
 * no default port, no fragment, dot segments resolved, percent-encoding only where it is needed.
 * Parsed by our own strict grammar: a form on which parsers disagree about the host is refused,
 * never repaired.
 *
 * @param text the canonical address, which is the one that is asked
 * @param key equal for two spellings of the same feed; a trailing slash does not tell feeds apart
 */
public record FeedUrl(String text, String key) {

    private static final int MAXIMUM_LENGTH = 2048;
    private static final Pattern SHAPE =
            Pattern.compile(
                    "(?<scheme>https?)://(?<authority>[^/?#]+)(?<path>/[^?#]*)?(\\?(?<query>[^#]*))?(#.*)?",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern AUTHORITY =
            Pattern.compile("(?<host>\\[[^\\]@]*]|[^:@%\\[\\]]+)(:(?<port>[0-9]{0,5}))?");
    private static final Pattern FORBIDDEN =
            Pattern.compile("[\\p{Cntrl}\\s\\p{Z}\\p{Cf}\\\\<>\"^`{|}]");
    private static final String PLAIN = "!$&'()*+,;=:@/%?";
    private static final Pattern ESCAPE = Pattern.compile("%(?<hex>[0-9A-Fa-f]{2})?");

    /**
     * Reads what a person wrote.
     *
     * @throws InvalidFeedUrl when it is not an address a feed may have
     */
    public static FeedUrl parse(String written) {
        return parse(written, UrlRules.STANDARD);
    }

    static FeedUrl parse(String written, UrlRules rules) {
        if (written.length() > MAXIMUM_LENGTH) {
            throw new InvalidFeedUrl(
                    "The address is longer than %d characters.".formatted(MAXIMUM_LENGTH));
        }
        if (FORBIDDEN.matcher(written).find()) {
            throw new InvalidFeedUrl("The address contains characters that no web address has.");
        }
        Matcher parts = SHAPE.matcher(written);
        if (!parts.matches()) {
            throw new InvalidFeedUrl(
                    "The address must start with http:// or https:// and name a host.");
        }
        String scheme = parts.group("scheme").toLowerCase(Locale.ROOT);
        String origin = scheme + "://" + authority(scheme, parts.group("authority"), rules.ports());
        String path =
                parts.group("path") == null
                        ? "/"
                        : withoutDotSegments(escaped(parts.group("path")));
        String query =
                parts.group("query") == null || parts.group("query").isEmpty()
                        ? ""
                        : "?" + escaped(parts.group("query"));
        return new FeedUrl(origin + path + query, origin + withoutTrailingSlashes(path) + query);
    }

    private static String authority(String scheme, String written, Set<Integer> ports) {
        Matcher parts = AUTHORITY.matcher(written);
        if (!parts.matches()) {
            throw new InvalidFeedUrl("The address must name a host, and no user or password.");
        }
        String host = HostName.canonical(parts.group("host"));
        int standard = scheme.equals("https") ? 443 : 80;
        String digits = parts.group("port");
        int port = digits == null || digits.isEmpty() ? standard : Integer.parseInt(digits);
        if (!ports.contains(port)) {
            throw new InvalidFeedUrl("Feeds are read from ports 80, 443, 8080 and 8443 only.");
        }
        return port == standard ? host : host + ":" + port;
    }

    /**
     * Percent-encodes what must be and decodes what need not be; encoded control characters are
     * refused.
     */
    private static String escaped(String part) {
        StringBuilder ascii = new StringBuilder(part.length());
        part.codePoints()
                .forEach(c -> {
                    if (c < 0x80 && PLAIN.indexOf(c) >= 0 || isUnreserved(c)) {
                        ascii.append((char) c);
                    } else {
                        for (byte octet : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                            ascii.append("%%%02X".formatted(octet & 0xFF));
                        }
                    }
                });
        return ESCAPE.matcher(ascii)
                .replaceAll(match -> {
                    String hex = match.group("hex");
                    int octet = hex == null ? 0 : Integer.parseInt(hex, 16);
                    if (octet < 0x20 || octet == 0x7F) {
                        throw new InvalidFeedUrl(
                                "The address contains an invalid percent-encoding.");
                    }
                    return Matcher.quoteReplacement(
                            isUnreserved(octet)
                                    ? String.valueOf((char) octet)
                                    : "%%%02X".formatted(octet));
                });
    }

    private static boolean isUnreserved(int c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }

    /** RFC 3986, 5.2.4; empty segments are kept, because some servers mean something by them. */
    private static String withoutDotSegments(String path) {
        List<String> segments = new ArrayList<>();
        String[] written = path.substring(1).split("/", -1);
        for (int i = 0; i < written.length; i++) {
            boolean dots = written[i].equals(".") || written[i].equals("..");
            if (written[i].equals("..") && !segments.isEmpty()) {
                segments.removeLast();
            }
            if (!dots) {
                segments.add(written[i]);
            } else if (i == written.length - 1) {
                segments.add("");
            }
        }
        return "/" + String.join("/", segments);
    }

    private static String withoutTrailingSlashes(String path) {
        return path.replaceAll("/+$", "");
    }

    /**
     * Where a redirect leads.
     *
     * @throws InvalidFeedUrl when it leads nowhere a feed may be
     */
    FeedUrl redirectedTo(String location, UrlRules rules) {
        try {
            FeedUrl target =
                    parse(
                            location.matches("(?i)https?:.*")
                                    ? location
                                    : URI.create(text).resolve(location).toString(),
                            rules);
            if (isSecure() && !target.isSecure()) {
                throw new InvalidFeedUrl("A redirect from https to http is not followed.");
            }
            return target;
        } catch (IllegalArgumentException notAnAddress) {
            throw new InvalidFeedUrl("The redirect leads nowhere.");
        }
    }

    private boolean isSecure() {
        return text.startsWith("https:");
    }

    /** The host as it is asked, for naming a feed that has no title yet. */
    public String host() {
        return text.replaceFirst("^https?://", "").replaceFirst("(:[0-9]+)?/.*$", "");
    }

    @Override
    public String toString() {
        return "FeedUrl[…]";
    }
}
