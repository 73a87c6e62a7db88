package app.feedtape.web.outside;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address of the web in its one canonical form (RFC 3986, 6.2): scheme and host in lower case,
 * no default port, no fragment, dot segments resolved, percent-encoding only where it is needed.
 * Parsed by our own strict grammar: a form on which parsers disagree about the host is refused,
 * never repaired.
 *
 * @param origin scheme, host and a port that is not the scheme's own
 * @param path from the first slash on, canonical
 * @param query with its question mark; empty without one
 */
public record WebAddress(String origin, String path, String query) {

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
     * @throws UnusableAddress when it is not an address that may be asked
     */
    public static WebAddress parse(String written, AddressRules rules) {
        if (written.length() > MAXIMUM_LENGTH) {
            throw new UnusableAddress(
                    "The address is longer than %d characters.".formatted(MAXIMUM_LENGTH));
        }
        if (FORBIDDEN.matcher(written).find()) {
            throw new UnusableAddress("The address contains characters that no web address has.");
        }
        Matcher parts = SHAPE.matcher(written);
        if (!parts.matches()
                || !rules.schemes().contains(parts.group("scheme").toLowerCase(Locale.ROOT))) {
            throw new UnusableAddress(
                    "The address must start with %s and name a host.".formatted(starts(rules)));
        }
        String scheme = parts.group("scheme").toLowerCase(Locale.ROOT);
        String path = parts.group("path");
        String query = parts.group("query");
        return new WebAddress(
                scheme + "://" + authority(scheme, parts.group("authority"), rules),
                path == null ? "/" : withoutDotSegments(escaped(path)),
                query == null || query.isEmpty() ? "" : "?" + escaped(query));
    }

    private static String starts(AddressRules rules) {
        return String.join(
                " or ", rules.schemes().stream().sorted().map(scheme -> scheme + "://").toList());
    }

    private static String authority(String scheme, String written, AddressRules rules) {
        Matcher parts = AUTHORITY.matcher(written);
        if (!parts.matches()) {
            throw new UnusableAddress("The address must name a host, and no user or password.");
        }
        String host = HostName.canonical(parts.group("host"), rules.thisMachine());
        int standard = scheme.equals("https") ? 443 : 80;
        String digits = parts.group("port");
        int port = digits == null || digits.isEmpty() ? standard : Integer.parseInt(digits);
        if (!rules.ports().test(port)) {
            throw new UnusableAddress(rules.portsInWords());
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
                        throw new UnusableAddress(
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

    /** The whole address, as it is asked. */
    public String text() {
        return origin + path + query;
    }

    /** The host as it is asked, without the port. */
    public String host() {
        return origin.replaceFirst("^https?://", "").replaceFirst(":[0-9]+$", "");
    }

    /** Says nothing of path and query, which may hold what only its owner knows. */
    @Override
    public String toString() {
        return "WebAddress[" + origin + "]";
    }
}
