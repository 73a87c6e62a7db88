package app.feedtape.gateway.edge;

import app.feedtape.web.problem.ErrorCode;

/**
 * Refuses paths that two servers could read differently: dot segments in any spelling, encoded
 * separators and control characters, path parameters, doubled slashes, and what needs no encoding
 * encoded (RFC 3986, 2.3), which would be another line of the table here than at the service. What
 * passes is forwarded as it came.
 */
final class CleanPath {

    private static final String UNRESERVED = "-._~";
    private static final String PLAIN = "-._~!$&'()*+,=:@";

    private CleanPath() {}

    static void check(String path) {
        if (path.isEmpty() || path.charAt(0) != '/') {
            throw malformed();
        }
        int start = 1;
        for (int at = 1; at <= path.length(); at++) {
            if (at == path.length() || path.charAt(at) == '/') {
                checkSegment(path, start, at);
                start = at + 1;
            }
        }
    }

    private static void checkSegment(String path, int start, int end) {
        if (start == end) {
            throw ErrorCode.NOT_FOUND.because("There is nothing here.");
        }
        boolean onlyDots = true;
        for (int at = start; at < end; at++) {
            char symbol = path.charAt(at);
            if (symbol == '%') {
                symbol = decode(path, at, end);
                at += 2;
            } else if (!isPlain(symbol)) {
                throw malformed();
            }
            onlyDots &= symbol == '.';
        }
        if (onlyDots) {
            throw malformed();
        }
    }

    private static boolean isPlain(char symbol) {
        return isAlphanumeric(symbol) || PLAIN.indexOf(symbol) >= 0;
    }

    private static boolean isAlphanumeric(char symbol) {
        return symbol >= 'a' && symbol <= 'z'
                || symbol >= 'A' && symbol <= 'Z'
                || symbol >= '0' && symbol <= '9';
    }

    private static char decode(String path, int at, int end) {
        int high = at + 3 <= end ? Character.digit(path.charAt(at + 1), 16) : -1;
        int low = at + 3 <= end ? Character.digit(path.charAt(at + 2), 16) : -1;
        char decoded = (char) (high * 16 + low);
        boolean ambiguous = decoded < 0x20 || decoded == 0x7F || "/\\%;".indexOf(decoded) >= 0;
        boolean needless = isAlphanumeric(decoded) || UNRESERVED.indexOf(decoded) >= 0;
        if (high < 0 || low < 0 || ambiguous || needless) {
            throw malformed();
        }
        return decoded;
    }

    private static RuntimeException malformed() {
        return ErrorCode.MALFORMED_REQUEST.because("The address is not well formed.");
    }
}
