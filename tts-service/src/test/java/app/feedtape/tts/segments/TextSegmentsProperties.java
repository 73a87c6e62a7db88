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
                        "— ",
                        "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
                        "👍🏽",
                        "❤️‍🔥",
                        "1️⃣",
                        "한",
                        "नि",
                        "\u200d",
                        "\ufe0f",
                        "\u0301",
                        "&amp;",
                        "&nbsp;",
                        "'",
                        "Das ist z. B. gut. ",
                        "3.14",
                        "العربية",
                        "中文。");
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
                                    .replace(">", "&gt;")
                                    .replace("'", "&apos;")
                                    .replace("\"", "&quot;");
                    assertThat(escaped.length() + 60).isLessThanOrEqualTo(6_000);
                    assertThat(segment.text().length()).isLessThanOrEqualTo(3_000);
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

    /** The same without the platform's iterator. */
    @Property(tries = 300)
    void noCutIsInsideAPairAFlagACombinationOrASequence(@ForAll("texts") String text) {
        int at = 0;
        for (Segment segment : TextSegments.of(text, Locale.FRENCH)) {
            at += segment.text().length();
            if (at < text.length()) {
                int before = text.codePointBefore(at);
                int after = text.codePointAt(at);
                assertThat(Character.isBmpCodePoint(before) && Character.isSurrogate((char) before))
                        .isFalse();
                assertThat(isContinuing(after) && before != '\n')
                        .as("before U+%04X", after)
                        .isFalse();
                assertThat(joinsPictures(text, at)).isFalse();
                assertThat(isFlagLetter(after) && flagLettersBefore(text, at) % 2 == 1).isFalse();
            }
        }
    }

    private static final int ZWJ = 0x200d;

    private static boolean isContinuing(int point) {
        int type = Character.getType(point);
        return point == ZWJ
                || type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || Character.isEmojiModifier(point)
                || (point >= 0xe0020 && point <= 0xe007f);
    }

    /** UAX 29, rule GB11: a joiner after a picture; elsewhere it joins nothing. */
    private static boolean joinsPictures(String text, int at) {
        if (text.codePointBefore(at) != ZWJ
                || !Character.isExtendedPictographic(text.codePointAt(at))) {
            return false;
        }
        int i = at - 1;
        while (i > 0 && isExtending(text.codePointBefore(i))) {
            i = text.offsetByCodePoints(i, -1);
        }
        return i > 0 && Character.isExtendedPictographic(text.codePointBefore(i));
    }

    private static boolean isExtending(int point) {
        return point != ZWJ && isContinuing(point);
    }

    private static boolean isFlagLetter(int point) {
        return point >= 0x1f1e6 && point <= 0x1f1ff;
    }

    private static int flagLettersBefore(String text, int end) {
        int count = 0;
        for (int at = end; at > 0 && isFlagLetter(text.codePointBefore(at)); at -= 2) {
            count++;
        }
        return count;
    }

    @Example
    void anEntityThatIsSpelledOutStaysInOnePiece() {
        for (String entity : List.of("&amp;", "&nbsp;", "&#128512;", "x&eacute;")) {
            for (Segment segment : TextSegments.of(entity.repeat(3_000), Locale.ENGLISH)) {
                assertThat(segment.text().lastIndexOf('&'))
                        .isLessThan(segment.text().lastIndexOf(';'));
            }
        }
    }

    /** What is looked at grows as the text does, whatever the text. */
    @Example
    void aLongerTextTakesLongerInProportion() {
        for (String piece :
                List.of(
                        "x",
                        " ",
                        "x ",
                        "\n",
                        ".",
                        ". ",
                        "a. ",
                        "\u0301",
                        "🇪🇸",
                        "👩\u200d",
                        "\u200d",
                        "&",
                        "&amp;",
                        "\"",
                        "العربية ",
                        "中",
                        "... ",
                        "»",
                        " »",
                        "1.",
                        "x, ",
                        "a.b",
                        "aaaa ".repeat(60) + "b".repeat(3_000))) {
            for (int length : new int[] {10_000, 100_000}) {
                String text = piece.repeat(length / piece.length() + 1).substring(0, length);
                CountedText counted = new CountedText(text);
                List<Segment> segments = TextSegments.of(counted, Locale.GERMAN);
                assertThat(counted.looks().get()).as(piece).isLessThan(40L * length);
                assertThat(segments).as(piece).hasSizeLessThan(4 + length / 400);
            }
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
        assertThat(first("He met Dr. Smith and Mr. Jones vs. Mrs. Doe. ".repeat(30)))
                .endsWith("Doe. ");
        assertThat(first("some words, ".repeat(60))).endsWith(", ");
        assertThat(first("some words ".repeat(60))).endsWith(" ");
        assertThat(first("x".repeat(900))).hasSize(200);
    }

    private static String first(String text) {
        return TextSegments.of(text, Locale.ENGLISH).getFirst().text();
    }
}
