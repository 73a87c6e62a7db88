package app.feedtape.tts.segments;

import java.text.BreakIterator;
import java.util.BitSet;

/**
 * Where one piece ends: after a paragraph, else a sentence, a clause, a word, a character as people
 * see it, and only for characters longer than a piece between code points.
 *
 * <p>Nothing is looked at beyond the piece, so that a long text takes as long as its pieces.
 */
record Cut(CharSequence text, int start, int furthest, BitSet sentences, BreakIterator clusters) {

    private static final String CLAUSE_ENDS = ",;:—–)…";
    private static final int LONGEST_ENTITY = 32;

    int find() {
        if (furthest == text.length()) {
            return furthest;
        }
        // A paragraph that ends right at the beginning makes too small a piece to be worth a call.
        int worthwhile = start + (furthest - start) / 4;
        int end = paragraph(worthwhile);
        if (end < 0) {
            end = sentence(worthwhile);
        }
        if (end < 0) {
            end = clause(worthwhile);
        }
        if (end < 0) {
            end = word();
        }
        // A mark can combine with the space before it: also what is cut at words keeps such pairs.
        if (end >= 0 && clusters.isBoundary(end)) {
            return end;
        }
        end = cluster();
        return end < 0 ? furthest : beforeEntity(end);
    }

    private int paragraph(int from) {
        for (int at = furthest; at > from; at--) {
            if (text.charAt(at - 1) == '\n') {
                return at;
            }
        }
        return -1;
    }

    private int sentence(int from) {
        for (int at = furthest; at > from; at--) {
            if (sentences.get(at)) {
                return at;
            }
        }
        return -1;
    }

    private int clause(int from) {
        for (int at = furthest - 1; at > from; at--) {
            if (Character.isWhitespace(text.charAt(at))
                    && CLAUSE_ENDS.indexOf(text.charAt(at - 1)) >= 0) {
                return at + 1;
            }
        }
        return -1;
    }

    private int word() {
        for (int at = furthest - 1; at > start; at--) {
            if (Character.isWhitespace(text.charAt(at))) {
                return at + 1;
            }
        }
        return -1;
    }

    private int cluster() {
        int at = clusters.isBoundary(furthest) ? furthest : clusters.preceding(furthest);
        return at > start ? at : -1;
    }

    /** What a text spells out as an entity stays in one piece, where it fits in one. */
    private int beforeEntity(int end) {
        int from = end - 1;
        while (from > start && end - from < LONGEST_ENTITY && isOfEntity(text.charAt(from))) {
            from--;
        }
        if (from <= start || text.charAt(from) != '&') {
            return end;
        }
        int to = end;
        while (to < text.length() && to - from < LONGEST_ENTITY && isOfEntity(text.charAt(to))) {
            to++;
        }
        return to < text.length() && text.charAt(to) == ';' ? from : end;
    }

    private static boolean isOfEntity(char letter) {
        return letter == '#' || (letter < 128 && Character.isLetterOrDigit(letter));
    }
}
