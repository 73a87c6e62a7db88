package app.feedtape.tts.cleaning;

import java.util.regex.Pattern;

/** What a text is, as its sender says or as it looks. */
public enum ContentType {
    /** Markup is markup. */
    HTML,
    /** Every tag is meant. */
    TEXT;

    /**
     * Block and inline elements that articles are made of; anything else in angle brackets is text.
     */
    private static final Pattern LOOKS_LIKE_HTML =
            Pattern.compile(
                    "<(?:!doctype|html|body|div|p|br|hr|span|a|h[1-6]|ul|ol|li|dl|dt|dd|em|strong|b|i|u|small|sup|sub|cite"
                            + "|img|blockquote|article|section|main|header|footer|aside|nav|figure|figcaption|table|tr|td|th|pre"
                            + "|code|script|style|iframe|video|del|ins|mark)(?:\\s[^<>]*)?/?>",
                    Pattern.CASE_INSENSITIVE);

    /** Other people's markup has paragraphs too. */
    private static final Pattern IS_OTHER_MARKUP =
            Pattern.compile("\\s*(?:<\\?xml\\s[^<>]*>\\s*)?<(?:speak|rss|feed)[\\s>]");

    /**
     * The stated rule where the sender says nothing: HTML when a well-known element stands in it,
     * else plain text; what begins as SSML or a feed does is text.
     */
    public static ContentType of(String text) {
        return !IS_OTHER_MARKUP.matcher(text).lookingAt() && LOOKS_LIKE_HTML.matcher(text).find()
                ? HTML
                : TEXT;
    }
}
