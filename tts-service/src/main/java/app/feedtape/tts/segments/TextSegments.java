package app.feedtape.tts.segments;

import java.text.BreakIterator;
import java.text.StringCharacterIterator;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * Cuts a text for the voice. The same text always gives the same pieces, because what was paid is
 * known by its pieces: a change of these rules makes listeners pay again.
 *
 * <p>Provider limits (Polly, 2026): 3,000 characters billed and 6,000 in all, markup and escapes
 * included.
 */
public final class TextSegments {

    /** Short, so that sound starts early; then longer, so that there are few calls. */
    private static final int[] LIMITS = {200, 700, 2_000};

    /** What the provider bills by is not said for pairs of surrogates: within it either way. */
    private static final int BILLED_LIMIT = 3_000;

    private static final int ESCAPED_LIMIT = 5_800;

    private TextSegments() {}

    /** The pieces of a cleaned text, in order; empty only for the empty text. */
    public static List<Segment> of(String text, Locale locale) {
        return of((CharSequence) text, locale);
    }

    static List<Segment> of(CharSequence text, Locale locale) {
        List<Segment> segments = new ArrayList<>();
        BitSet sentences = SentenceEnds.of(text, locale);
        BreakIterator clusters = BreakIterator.getCharacterInstance(locale);
        clusters.setText(new StringCharacterIterator(text.toString()));
        int start = 0;
        while (start < text.length()) {
            int limit = LIMITS[Math.min(segments.size(), LIMITS.length - 1)];
            int end =
                    new Cut(text, start, furthest(text, start, limit), sentences, clusters).find();
            String piece = text.subSequence(start, end).toString();
            segments.add(
                    new Segment(segments.size(), piece, piece.codePointCount(0, piece.length())));
            start = end;
        }
        return List.copyOf(segments);
    }

    /** How far a piece may reach: by its own limit and by what escaping makes of it. */
    private static int furthest(CharSequence text, int start, int limit) {
        int end = start;
        int points = 0;
        int escaped = 0;
        while (end < text.length() && points < limit) {
            int point = Character.codePointAt(text, end);
            escaped += escapedLength(point);
            int next = end + Character.charCount(point);
            if (escaped > ESCAPED_LIMIT || next - start > BILLED_LIMIT) {
                break;
            }
            points++;
            end = next;
        }
        return end;
    }

    private static int escapedLength(int point) {
        return switch (point) {
            case '&' -> "&amp;".length();
            case '<', '>' -> "&lt;".length();
            case '"', '\'' -> "&quot;".length();
            default -> Character.charCount(point);
        };
    }
}
