package app.feedtape.world.polly;

import java.util.Map;

/**
 * The spoken text of SSML that is known to be well-formed, and where each of its code points stood.
 */
final class SsmlText {
    private static final Map<String, String> ENTITIES =
            Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'");

    private final String source;
    private final StringBuilder text = new StringBuilder();
    private final int[] offsets;
    private int points;
    private int characters;
    private int bytes;

    SsmlText(String source) {
        this.source = source;
        this.offsets = new int[source.length()];
    }

    Script script(int ratePercent) {
        for (int at = 0; at < source.length(); ) {
            char c = source.charAt(at);
            int end =
                    switch (c) {
                        case '<' -> tag(at);
                        case '&' -> entity(at);
                        default -> at + Character.charCount(source.codePointAt(at));
                    };
            if (c != '<' && c != '&') {
                say(source.codePointAt(at), true);
            }
            bytes += utf8Length(source.substring(at, end));
            at = end;
        }
        return new Script(source, text.toString(), offsets, characters, ratePercent);
    }

    private int tag(int at) {
        if (source.startsWith("<!--", at)) {
            return source.indexOf("-->", at) + 3;
        }
        if (source.startsWith("</p>", at) || source.startsWith("</s>", at)) {
            say('\n', false);
        }
        return source.indexOf('>', at) + 1;
    }

    private int entity(int at) {
        int end = source.indexOf(';', at);
        String name = source.substring(at + 1, end);
        if (name.startsWith("#x")) {
            say(Integer.parseInt(name.substring(2), 16), true);
        } else if (name.startsWith("#")) {
            say(Integer.parseInt(name.substring(1)), true);
        } else {
            say(ENTITIES.getOrDefault(name, " ").codePointAt(0), true);
        }
        return end + 1;
    }

    private void say(int point, boolean billed) {
        text.appendCodePoint(point);
        offsets[points++] = bytes;
        characters += billed ? 1 : 0;
    }

    private static int utf8Length(String piece) {
        return piece.codePoints().map(Script::utf8Length).sum();
    }
}
