package app.feedtape.tts.marks;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.tts.audio.Extent;
import app.feedtape.tts.marks.Score.Item;
import app.feedtape.tts.marks.SpeechMark.Kind;
import app.feedtape.tts.marks.SpokenTexts.Spoken;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoreTest {
    private static final Extent SECOND = new Extent(1, 22_050, 0, 0, 22_050);

    @Test
    void aSegmentWithoutWordsHasItsSentences() {
        Spoken spoken =
                new Spoken(
                        "One. Two.",
                        List.of(
                                new SpeechMark(Kind.SENTENCE, 0, 0, 4),
                                new SpeechMark(Kind.SENTENCE, 500, 5, 9)));
        assertThat(Score.of(List.of(SECOND), List.of(spoken)))
                .containsExactly(
                        new Item(Kind.SENTENCE, 0, 500, 0, 4, "One."),
                        new Item(Kind.SENTENCE, 500, 1_000, 5, 9, "Two."));
    }

    @Test
    void aSegmentWithoutAnythingIsOneSentenceAndSilenceIsNone() {
        assertThat(
                        Score.of(
                                List.of(SECOND, SECOND, SECOND),
                                List.of(
                                        new Spoken(" Hello 😀 there. ", List.of()),
                                        new Spoken("* * *", List.of()),
                                        new Spoken("Bye.", List.of()))))
                .containsExactly(
                        new Item(Kind.SENTENCE, 0, 1_000, 1, 15, "Hello 😀 there."),
                        new Item(Kind.SENTENCE, 2_000, 3_000, 21, 25, "Bye."));
    }

    @Test
    void timesBeyondTheSoundAreDrawnTogetherAndDoNotReachTheNextSegment() {
        Spoken spoken =
                new Spoken(
                        "Far too late",
                        List.of(
                                new SpeechMark(Kind.SENTENCE, 0, 0, 12),
                                new SpeechMark(Kind.WORD, 0, 0, 3),
                                new SpeechMark(Kind.WORD, 1_000, 4, 7),
                                new SpeechMark(Kind.WORD, 1_920, 8, 12)));
        List<Item> items = Score.of(List.of(SECOND, SECOND), List.of(spoken, spoken));
        assertThat(items)
                .extracting(Item::startMillis)
                .containsExactly(0L, 0L, 500L, 960L, 1_000L, 1_000L, 1_500L, 1_960L);
        assertThat(items)
                .extracting(Item::endMillis)
                .containsExactly(1_000L, 500L, 960L, 1_000L, 2_000L, 1_500L, 1_960L, 2_000L);
    }

    @Test
    void manySegmentsOfOddLengthsDoNotDrift() {
        Extent odd = new Extent(41, 41 * 576, 0, 0, 22_050);
        Spoken spoken = new Spoken("Hi. ", List.of(new SpeechMark(Kind.SENTENCE, 0, 0, 3)));
        List<Extent> pieces = java.util.Collections.nCopies(200, odd);
        List<Item> items = Score.of(pieces, java.util.Collections.nCopies(200, spoken));
        for (int i = 0; i < items.size(); i++) {
            assertThat(items.get(i).startMillis()).isEqualTo(i * 41L * 576 * 1_000 / 22_050);
        }
    }

    @Test
    void nothingIsThereBeforeTheFirstSegmentIs() {
        assertThat(Score.of(List.of(), List.of())).isEmpty();
    }
}
