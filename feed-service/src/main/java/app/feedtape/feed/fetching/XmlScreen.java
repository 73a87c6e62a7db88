package app.feedtape.feed.fetching;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.parser.Parser;

/**
 * One pass over the text of a feed before any XML parser sees it. Drops what feeds have no use for
 * and attackers have: DOCTYPE with its entities, processing instructions, comments, characters XML
 * does not know. Bounds what makes parsers slow: nesting, attributes, tag sizes, items. Turns
 * HTML's named entities into characters, because old feeds use them.
 */
final class XmlScreen {

    static final int MAXIMUM_ITEMS = 500;
    static final int MAXIMUM_DEPTH = 99;

    private static final int MAXIMUM_TAG_LENGTH = 32 * 1024;
    private static final int MAXIMUM_NAME_LENGTH = 256;
    private static final int MAXIMUM_ATTRIBUTES = 200;
    private static final Pattern REFERENCE =
            Pattern.compile(
                    "&(?:#(?<decimal>[0-9]{1,8})|#[xX](?<hex>[0-9a-fA-F]{1,8})|(?<name>[A-Za-z][A-Za-z0-9]{0,31}));");

    private final String in;
    private final StringBuilder out;
    private int at;
    private int depth;
    private int items;
    private int itemDepth;
    private int skippedFrom;

    private XmlScreen(String in) {
        this.in = in;
        this.out = new StringBuilder(in.length());
    }

    /**
     * The same feed, harmless. Characters that will not be kept go first: what is judged below is
     * exactly what the parser will read.
     *
     * @throws UnreadableFeed when it is beyond the bounds or does not hold together
     */
    static String screen(String text) {
        return new XmlScreen(Characters.allowedOf(text)).run();
    }

    private String run() {
        while (at < in.length()) {
            int next = in.indexOf('<', at);
            copyText(at, next < 0 ? in.length() : next);
            at = next < 0 ? in.length() : next;
            if (next >= 0) {
                markup();
            }
        }
        if (depth != 0) {
            throw new UnreadableFeed(FetchProblem.UNREADABLE);
        }
        return out.toString();
    }

    private void markup() {
        if (in.startsWith("<!--", at)) {
            at = after("-->", at + 4);
        } else if (in.startsWith("<![CDATA[", at)) {
            int end = after("]]>", at + 9);
            copyVerbatim(at, end);
            at = end;
        } else if (in.startsWith("<?", at)) {
            at = after("?>", at + 2);
        } else if (in.startsWith("<!", at)) {
            skipDeclaration();
        } else if (in.startsWith("</", at)) {
            endTag();
        } else if (at + 1 < in.length() && isNameStart(in.charAt(at + 1))) {
            startTag();
        } else {
            append("&lt;");
            at++;
        }
    }

    private int after(String end, int from) {
        int found = in.indexOf(end, from);
        if (found < 0) {
            throw new UnreadableFeed(FetchProblem.UNREADABLE);
        }
        return found + end.length();
    }

    /** A DOCTYPE with or without internal subset, quotes respected; nothing in it is looked at. */
    private void skipDeclaration() {
        int brackets = 0;
        char quote = 0;
        for (int i = at + 2; i < in.length(); i++) {
            char c = in.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '[') {
                brackets++;
            } else if (c == ']') {
                brackets--;
            } else if (c == '>' && brackets <= 0) {
                at = i + 1;
                return;
            }
        }
        throw new UnreadableFeed(FetchProblem.UNREADABLE);
    }

    private void startTag() {
        int end = endOfTag();
        boolean closed = in.charAt(end - 2) == '/';
        if (++depth > MAXIMUM_DEPTH) {
            throw new UnreadableFeed(FetchProblem.TOO_COMPLEX);
        }
        if (isItem(end) && itemDepth == 0) {
            itemDepth = depth;
            if (++items > MAXIMUM_ITEMS && skippedFrom == 0) {
                skippedFrom = depth;
            }
        }
        copyText(at, end);
        at = end;
        if (closed) {
            leave();
        }
    }

    private void endTag() {
        int end = after(">", at);
        if (end - at > MAXIMUM_NAME_LENGTH || depth == 0) {
            throw new UnreadableFeed(FetchProblem.UNREADABLE);
        }
        copyText(at, end);
        at = end;
        leave();
    }

    private void leave() {
        if (itemDepth == depth) {
            itemDepth = 0;
        }
        if (skippedFrom == depth) {
            skippedFrom = 0;
        }
        depth--;
    }

    private int endOfTag() {
        char quote = 0;
        int attributes = 0;
        int limit = Math.min(in.length(), at + MAXIMUM_TAG_LENGTH);
        for (int i = at + 1; i < limit; i++) {
            char c = in.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '=' && ++attributes > MAXIMUM_ATTRIBUTES) {
                throw new UnreadableFeed(FetchProblem.TOO_COMPLEX);
            } else if (c == '>') {
                return i + 1;
            }
        }
        throw new UnreadableFeed(
                limit == in.length() ? FetchProblem.UNREADABLE : FetchProblem.TOO_COMPLEX);
    }

    private boolean isItem(int endOfTag) {
        int i = at + 1;
        int start = i;
        while (i < endOfTag && isNamePart(in.charAt(i))) {
            if (in.charAt(i) == ':') {
                start = i + 1;
            }
            i++;
        }
        if (i - at > MAXIMUM_NAME_LENGTH) {
            throw new UnreadableFeed(FetchProblem.TOO_COMPLEX);
        }
        String name = in.substring(start, i).toLowerCase(Locale.ROOT);
        return name.equals("item") || name.equals("entry");
    }

    private static boolean isNameStart(char c) {
        return Character.isLetter(c) || c == '_' || c == ':';
    }

    private static boolean isNamePart(char c) {
        return isNameStart(c) || Character.isDigit(c) || c == '-' || c == '.';
    }

    private void copyText(int from, int to) {
        int ampersand = in.indexOf('&', from, to);
        if (ampersand < 0) {
            copyVerbatim(from, to);
            return;
        }
        Matcher reference = REFERENCE.matcher(in).region(from, to);
        int copied = from;
        for (int i = ampersand; i >= 0; i = in.indexOf('&', i + 1, to)) {
            copyVerbatim(copied, i);
            reference.region(i, to);
            if (reference.lookingAt()) {
                append(resolved(reference));
                copied = reference.end();
            } else {
                append("&amp;");
                copied = i + 1;
            }
        }
        copyVerbatim(copied, to);
    }

    /** Entities that only a DOCTYPE could explain are left empty. */
    private static String resolved(Matcher reference) {
        String decimal = reference.group("decimal");
        String hex = reference.group("hex");
        if (decimal != null || hex != null) {
            long point =
                    decimal != null
                            ? Long.parseLong(decimal)
                            : Long.parseLong(String.valueOf(hex), 16);
            return point <= Character.MAX_CODE_POINT && Characters.isAllowed((int) point)
                    ? reference.group()
                    : "";
        }
        String characters = Parser.unescapeEntities(reference.group(), true);
        if (characters.equals(reference.group())) {
            return "";
        }
        StringBuilder numeric = new StringBuilder();
        characters.codePoints().forEach(c -> numeric.append("&#").append(c).append(';'));
        return numeric.toString();
    }

    private void copyVerbatim(int from, int to) {
        if (skippedFrom == 0) {
            out.append(in, from, to);
        }
    }

    private void append(String text) {
        if (skippedFrom == 0) {
            out.append(text);
        }
    }
}
