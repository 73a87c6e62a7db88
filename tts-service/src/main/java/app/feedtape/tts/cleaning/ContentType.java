package app.feedtape.tts.cleaning;

import java.util.regex.Pattern;

/** What a text is, as its sender says or as it looks. */
public enum ContentType {
    /** Markup is markup. */
    HTML,
    /** Every character is meant. */
    TEXT;

    /**
     * Block and inline elements that articles are made of; anything else in angle brackets is text.
     */
    private static final Pattern LOOKS_LIKE_HTML =
            Pattern.compile(
                    "<(?:!doctype|html|body|div|p|br|span|a|h[1-6]|ul|ol|li|em|strong|b|i|img|blockquote|article"
                            + "|section|figure|table|pre|code|script|style)(?:\\s[^<>]*)?/?>",
                    Pattern.CASE_INSENSITIVE);

    /**
     * The stated rule where the sender says nothing: HTML when a well-known element stands in it,
     * else plain text.
     */
    public static ContentType of(String text) {
        return LOOKS_LIKE_HTML.matcher(text).find() ? HTML : TEXT;
    }
}
