package app.feedtape.tts.segments;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.BreakIterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TextSegmentsProperties {

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> pieces =
                Arbitraries.of(
                        "word ",
                        "Sentence ends here. ",
                        "a, clause; ",
                        "\n",
                        "😀",
                        "👨‍👩‍👧‍👦",
                        "e\u0301\u0302",
                        "&",
                        "<",
                        "\"",
                        "nospacesatallinthisverylongword",
                        "🇪🇸",
                        " ",
                        "ß",
                        "1.5 ",
                        "Mr. Smith ",
                        "…",
                        "— ");
        return pieces.list().ofMinSize(1).ofMaxSize(600).map(all -> String.join("", all));
    }

    @Property(tries = 300)
    void thePiecesTogetherAreTheTextAndTheirSumIsItsLength(@ForAll("texts") String text) {
        List<Segment> segments = TextSegments.of(text, Locale.ENGLISH);
        assertThat(segments.stream().map(Segment::text).collect(Collectors.joining()))
                .isEqualTo(text);
        assertThat(segments.stream().mapToInt(Segment::characters).sum())
                .isEqualTo(text.codePointCount(0, text.length()));
        assertThat(TextSegments.of(text, Locale.ENGLISH)).isEqualTo(segments);
    }

    @Property(tries = 300)
    void everyPieceFitsTheProviderAndTheFirstIsShort(@ForAll("texts") String text) {
        List<Segment> segments = TextSegments.of(text, Locale.ENGLISH);
        assertThat(segments.getFirst().characters()).isLessThanOrEqualTo(200);
        assertThat(segments)
                .allSatisfy(segment -> {
                    assertThat(segment.characters()).isBetween(1, 3_000);
                    String escaped =
                            segment.text()
                                    .replace("&", "&amp;")
                                    .replace("<", "&lt;")
                                    .replace("\"", "&quot;");
                    assertThat(escaped.length() + 60).isLessThanOrEqualTo(6_000);
                });
    }

    @Property(tries = 300)
    void nothingIsCutThatBelongsTogether(@ForAll("texts") String text) {
        BreakIterator clusters = BreakIterator.getCharacterInstance(Locale.ENGLISH);
        clusters.setText(text);
        int at = 0;
        for (Segment segment : TextSegments.of(text, Locale.ENGLISH)) {
            at += segment.text().length();
            assertThat(clusters.isBoundary(at)).isTrue();
        }
    }

    @Example
    void aCharacterLongerThanAPieceIsCutBetweenCodePoints() {
        String text = "a" + "\u0301".repeat(5_000) + "😀".repeat(3_000);
        List<Segment> segments = TextSegments.of(text, Locale.ENGLISH);
        assertThat(segments.stream().map(Segment::text).collect(Collectors.joining()))
                .isEqualTo(text);
        assertThat(segments)
                .allSatisfy(segment -> {
                    assertThat(Character.isLowSurrogate(segment.text().charAt(0))).isFalse();
                    assertThat(segment.characters()).isLessThanOrEqualTo(3_000);
                });
    }

    @Example
    void cutsAfterAParagraphElseASentenceElseAClauseElseAWord() {
        String sentence = "This is a sentence of some length that ends here. ";
        assertThat(first(sentence.repeat(2) + "\n" + sentence.repeat(20))).endsWith(". \n");
        assertThat(first(sentence.repeat(30))).isEqualTo(sentence.repeat(4));
        assertThat(first("some words, ".repeat(60))).endsWith(", ");
        assertThat(first("some words ".repeat(60))).endsWith(" ");
        assertThat(first("x".repeat(900))).hasSize(200);
    }

    private static String first(String text) {
        return TextSegments.of(text, Locale.ENGLISH).getFirst().text();
    }
}
