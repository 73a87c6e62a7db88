package app.feedtape.feed.fetching;

/**
 * The characters a text may hold: what XML knows (XML 1.0, 2.2) without the code points Unicode
 * reserves for use inside programs, which no room of the house takes.
 */
final class Characters {

    private static final int LAST_OF_A_PLANE = 0xFFFE;

    private Characters() {}

    /** The text without the others, which also means without half characters. */
    static String allowedOf(String text) {
        if (text.codePoints().allMatch(Characters::isAllowed)) {
            return text;
        }
        StringBuilder kept = new StringBuilder(text.length());
        text.codePoints().filter(Characters::isAllowed).forEach(kept::appendCodePoint);
        return kept.toString();
    }

    static boolean isAllowed(int point) {
        boolean xml =
                point == '\t'
                        || point == '\n'
                        || point == '\r'
                        || point >= ' ' && point < Character.MIN_SURROGATE
                        || point > Character.MAX_SURROGATE && point <= Character.MAX_CODE_POINT;
        return xml
                && (point & LAST_OF_A_PLANE) != LAST_OF_A_PLANE
                && (point < 0xFDD0 || point > 0xFDEF);
    }
}
