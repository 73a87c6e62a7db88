package app.feedtape.world.polly;

import java.nio.charset.StandardCharsets;

/**
 * What is to be spoken, without its markup.
 *
 * @param source the text as it was sent
 * @param text what the voice says
 * @param offsets per code point of {@code text}, where it stood in the source, in UTF-8 bytes
 *     (speech marks count so)
 * @param characters billed: code points without tags
 * @param ratePercent of normal speed, 20..200
 */
record Script(String source, String text, int[] offsets, int characters, int ratePercent) {

    static Script plain(String source) {
        int[] offsets = new int[source.codePointCount(0, source.length())];
        int bytes = 0;
        int index = 0;
        for (int at = 0; at < source.length(); ) {
            int point = source.codePointAt(at);
            offsets[index++] = bytes;
            bytes += utf8Length(point);
            at += Character.charCount(point);
        }
        return new Script(source, source, offsets, offsets.length, 100);
    }

    /** The byte of the source behind this code point of the text, however it was written there. */
    int endByte(int point) {
        int begin = offsets[point];
        byte[] sent = source.getBytes(StandardCharsets.UTF_8);
        if (sent[begin] == '&' && !source.equals(text)) {
            int end = begin;
            while (sent[end] != ';') {
                end++;
            }
            return end + 1;
        }
        return begin + utf8Length(text.codePointAt(text.offsetByCodePoints(0, point)));
    }

    static int utf8Length(int point) {
        if (point < 0x80) {
            return 1;
        }
        if (point < 0x800) {
            return 2;
        }
        return point < 0x10000 ? 3 : 4;
    }
}
