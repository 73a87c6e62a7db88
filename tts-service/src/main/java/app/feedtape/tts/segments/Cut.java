package app.feedtape.tts.segments;

import java.text.BreakIterator;

/**
 * Where one piece ends: after a paragraph, else a sentence, a clause, a word, a character as people
 * see it, and only for characters longer than a piece between code points.
 */
record Cut(String text, int start, int furthest, BreakIterator sentences, BreakIterator clusters) {

    private static final String CLAUSE_ENDS = ",;:—–)…";

    int find() {
        if (furthest == text.length()) {
            return furthest;
        }
        // A paragraph that ends right at the beginning makes too small a piece to be worth a call.
        int worthwhile = start + (furthest - start) / 4;
        int end = afterLast('\n', worthwhile);
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
        return end < 0 ? furthest : end;
    }

    private int afterLast(char mark, int from) {
        int at = text.lastIndexOf(mark, furthest - 1);
        return at >= from ? at + 1 : -1;
    }

    private int sentence(int from) {
        int at = sentences.isBoundary(furthest) ? furthest : sentences.preceding(furthest);
        return at > from ? at : -1;
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
}
