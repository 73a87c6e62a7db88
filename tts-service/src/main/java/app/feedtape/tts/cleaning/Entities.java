package app.feedtape.tts.cleaning;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.parser.Parser;

/** Entities in a text that is not markup: what somebody copied too literally. */
final class Entities {

    private static final Pattern ENTITY =
            Pattern.compile("&(?:#\\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});");

    private Entities() {}

    /** Read, unless that would make markup of it: then it was about markup, and is meant so. */
    static String read(String text) {
        if (text.indexOf('&') < 0) {
            return text;
        }
        String read =
                ENTITY.matcher(text)
                        .replaceAll(entity ->
                                Matcher.quoteReplacement(
                                        Parser.unescapeEntities(entity.group(), false)));
        return ContentType.of(read) == ContentType.HTML ? text : read;
    }
}
