package app.feedtape.tts.synthesis.polly;

import app.feedtape.tts.language.DressedLetters;
import app.feedtape.tts.synthesis.SpeechEngine.Utterance;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import software.amazon.awssdk.services.polly.model.TextType;

/**
 * A text as it is sent: plain text as text, so that markup in it is never markup; a speed needs
 * SSML. Letters in fancy dress are sent as the plain ones, of which the voice knows how they sound.
 * The provider counts the places in it in bytes of what was sent, tags and escapes included.
 *
 * @param begins for each code point of the text the byte at which it begins in what is sent; behind
 *     them the end of the last
 */
@SuppressWarnings("ArrayRecordComponent")
record Wording(TextType type, String sent, int[] begins) {

    private static final int NORMAL = 100;
    private static final String OPEN = "<speak><prosody rate=\"%d%%\">";
    private static final String CLOSE = "</prosody></speak>";

    static Wording of(Utterance utterance) {
        String text = DressedLetters.undressed(utterance.text());
        if (utterance.speedPercent() == NORMAL) {
            return new Wording(TextType.TEXT, text, begins(text, 0, false));
        }
        String open = OPEN.formatted(utterance.speedPercent());
        StringBuilder sent = new StringBuilder(open);
        text.codePoints().forEach(point -> sent.append(escaped(point)));
        return new Wording(
                TextType.SSML, sent.append(CLOSE).toString(), begins(text, open.length(), true));
    }

    private static String escaped(int point) {
        return switch (point) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            case '\'' -> "&apos;";
            default -> Character.toString(point);
        };
    }

    private static int[] begins(String text, int open, boolean escapes) {
        int[] points = text.codePoints().toArray();
        int[] begins = new int[points.length + 1];
        int at = open;
        for (int i = 0; i < points.length; i++) {
            begins[i] = at;
            String sent = escapes ? escaped(points[i]) : Character.toString(points[i]);
            at += sent.getBytes(StandardCharsets.UTF_8).length;
        }
        begins[points.length] = at;
        return begins;
    }

    /** The code point that a byte belongs to. */
    int pointAt(int offset) {
        int found = Arrays.binarySearch(begins, offset);
        return found >= 0 ? found : Math.max(0, -found - 2);
    }

    /** The first code point at or behind a byte. */
    int pointBehind(int offset) {
        int found = Arrays.binarySearch(begins, offset);
        return found >= 0 ? found : Math.min(begins.length - 1, -found - 1);
    }
}
