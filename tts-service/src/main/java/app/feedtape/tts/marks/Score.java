package app.feedtape.tts.marks;

import app.feedtape.tts.audio.Extent;
import app.feedtape.tts.audio.Timeline;
import app.feedtape.tts.marks.SpeechMark.Kind;
import app.feedtape.tts.marks.SpokenTexts.Spoken;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The marks of a whole listening. Each segment's begin where its sound does, by the samples that
 * were counted, and stay within it: what a provider's times are wrong in one segment does not reach
 * the next.
 */
final class Score {

    private static final Comparator<SpeechMark> IN_TIME =
            Comparator.comparingInt(SpeechMark::millis)
                    .thenComparing(SpeechMark::kind)
                    .thenComparingInt(SpeechMark::start);

    /** What a code point takes at least, to tell where the last word of a segment may end. */
    private static final int LEAST_MILLIS_PER_CHARACTER = 20;

    private Score() {}

    /**
     * A sentence or word of a listening.
     *
     * @param startMillis and {@code endMillis} after the whole begins
     * @param textStart and {@code textEnd} in the cleaned text, in code points
     */
    record Item(
            Kind kind,
            long startMillis,
            long endMillis,
            int textStart,
            int textEnd,
            String value) {}

    /**
     * Puts the segments' marks together.
     *
     * @param spoken of each piece, with its marks
     */
    static List<Item> of(List<Extent> pieces, List<Spoken> spoken) {
        List<Item> items = new ArrayList<>();
        if (pieces.isEmpty()) {
            return items;
        }
        Timeline timeline = new Timeline(pieces);
        int textBegin = 0;
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece =
                    new Piece(
                            spoken.get(i).text().codePoints().toArray(),
                            textBegin,
                            timeline.beginMillis(i),
                            timeline.endMillis(i));
            items.addAll(piece.items(marks(spoken.get(i))));
            textBegin += piece.text().length;
        }
        return items;
    }

    /** A segment without a sentence is one. */
    private static List<SpeechMark> marks(Spoken spoken) {
        String text = spoken.text();
        List<SpeechMark> known = spoken.marks() == null ? List.of() : spoken.marks();
        List<SpeechMark> marks = new ArrayList<>(known);
        boolean speaks = text.codePoints().anyMatch(Character::isLetterOrDigit);
        if (speaks && marks.stream().noneMatch(mark -> mark.kind() == Kind.SENTENCE)) {
            marks.add(whole(text));
        }
        marks.sort(IN_TIME);
        return marks;
    }

    private static SpeechMark whole(String text) {
        int from = text.length() - text.stripLeading().length();
        int until = text.stripTrailing().length();
        return new SpeechMark(
                Kind.SENTENCE, 0, text.codePointCount(0, from), text.codePointCount(0, until));
    }

    /**
     * One segment.
     *
     * @param textBegin where its text begins in the whole, in code points
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Piece(int[] text, int textBegin, long begin, long end) {

        List<Item> items(List<SpeechMark> marks) {
            double scale = scale(marks);
            List<Item> items = new ArrayList<>();
            for (int i = 0; i < marks.size(); i++) {
                SpeechMark mark = marks.get(i);
                int start = Math.clamp(mark.start(), 0, text.length);
                int until = Math.clamp(mark.end(), start, text.length);
                items.add(
                        new Item(
                                mark.kind(),
                                at(mark, scale),
                                end(marks, i, scale),
                                textBegin + start,
                                textBegin + until,
                                new String(text, start, until - start)));
            }
            return items;
        }

        /**
         * Times that reach beyond the sound are drawn together; times that fit stay as they are.
         */
        private double scale(List<SpeechMark> marks) {
            if (marks.isEmpty()) {
                return 1;
            }
            SpeechMark last = marks.getLast();
            int least = (last.end() - last.start()) * LEAST_MILLIS_PER_CHARACTER;
            boolean word = last.kind() == Kind.WORD;
            long needed = last.millis() + (word ? least : 0);
            return needed <= end - begin ? 1 : (double) (end - begin) / needed;
        }

        private long at(SpeechMark mark, double scale) {
            return Math.min(end, begin + Math.round(Math.max(0, mark.millis()) * scale));
        }

        /** Until the next of its kind begins, or the segment ends. */
        private long end(List<SpeechMark> marks, int of, double scale) {
            return marks.stream()
                    .skip(of + 1L)
                    .filter(mark -> mark.kind() == marks.get(of).kind())
                    .findFirst()
                    .map(next -> at(next, scale))
                    .orElse(end);
        }
    }
}
