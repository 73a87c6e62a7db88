package app.feedtape.tts.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * How well the language of real texts is found: the committed corpus, one half of which served to
 * choose the thresholds. Prints its tables.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LanguageCorpusTest {

    private static final int AT_LEAST = 200;

    /** Relatives that the models do not know; their own small words are all there is to go by. */
    private static final Set<String> UNKNOWN_RELATIVES =
            Set.of("ast", "co", "gl", "lb", "nds", "oc");

    private final LanguageDetection detection = new LanguageDetection();
    private final List<Text> texts = new ArrayList<>();
    private final Map<String, Row> rows = new TreeMap<>();

    private record Text(String language, boolean article, boolean forTuning, String text) {
        String kind() {
            return article ? "article" : "title";
        }
    }

    /** What came of the texts of one kind. */
    private static final class Row {
        private int all;
        private int right;
        private int wrong;
        private int refused;
        private int undecided;

        void add(Text text, Verdict verdict) {
            all++;
            switch (verdict) {
                case Verdict.Spoken(Language found) -> {
                    if (found.code().equals(text.language())) {
                        right++;
                    } else {
                        wrong++;
                    }
                }
                case Verdict.Unspoken() -> refused++;
                case Verdict.Undecided() -> undecided++;
            }
        }

        int decided() {
            return right + wrong;
        }
    }

    @BeforeAll
    void readAndJudge() throws IOException {
        for (Language language : Language.values()) {
            for (String[] fields : lines(language.code() + ".tsv", 4)) {
                add(language.code(), fields[0], fields[1].equals("tune"), fields[3]);
            }
        }
        for (String[] fields : lines("others.tsv", 4)) {
            add(fields[0], fields[1], false, fields[3]);
        }
        for (Text text : texts) {
            boolean ours = Language.withCode(text.language()).isPresent();
            String half = !ours ? "others" : text.forTuning() ? "tuning" : "testing";
            rows.computeIfAbsent(
                            "%s %s %s".formatted(half, text.kind(), text.language()),
                            row -> new Row())
                    .add(text, detection.detect(text.text()));
        }
        rows.forEach((name, row) ->
                System.out.printf(
                        "%-24s texts %3d  decided %3d  right %3d  wrong %3d  refused %3d  undecided %3d%n",
                        name,
                        row.all,
                        row.decided(),
                        row.right,
                        row.wrong,
                        row.refused,
                        row.undecided));
    }

    private void add(String language, String kind, boolean forTuning, String text) {
        texts.add(new Text(language, kind.equals("article"), forTuning, text));
    }

    private static List<String[]> lines(String file, int fields) throws IOException {
        try (InputStream in =
                LanguageCorpusTest.class.getResourceAsStream("/language-corpus/" + file)) {
            List<String[]> lines =
                    new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .map(line -> line.split("\t"))
                            .toList();
            assertThat(lines).allSatisfy(line -> assertThat(line).hasSize(fields));
            return lines;
        }
    }

    private Row sum(String prefix) {
        Row sum = new Row();
        rows.forEach((name, row) -> {
            if (name.startsWith(prefix)) {
                sum.all += row.all;
                sum.right += row.right;
                sum.wrong += row.wrong;
                sum.refused += row.refused;
                sum.undecided += row.undecided;
            }
        });
        return sum;
    }

    @Test
    void theCorpusHoldsEnoughOfEachLanguageAndNothingTwice() {
        for (Language language : Language.values()) {
            List<Text> own =
                    texts.stream().filter(it -> it.language().equals(language.code())).toList();
            assertThat(own.stream().filter(Text::article).count()).isGreaterThanOrEqualTo(AT_LEAST);
            assertThat(own.stream().filter(it -> !it.article()).count())
                    .isGreaterThanOrEqualTo(AT_LEAST);
            assertThat(new HashSet<>(own.stream().map(Text::text).toList())).hasSameSizeAs(own);
            assertThat(own)
                    .allSatisfy(it ->
                            assertThat(it.text().length()).isLessThan(it.article() ? 600 : 100));
        }
        long others =
                texts.stream()
                        .map(Text::language)
                        .filter(code -> Language.withCode(code).isEmpty())
                        .distinct()
                        .count();
        assertThat(others).isGreaterThanOrEqualTo(10);
    }

    @Test
    void whatIsDecidedOfTitlesIsRightAndMostOfThemAreDecided() {
        Row titles = sum("testing title");
        assertThat(titles.wrong).isZero();
        assertThat(titles.refused).isZero();
        assertThat(titles.right).isGreaterThanOrEqualTo(titles.all * 75 / 100);
    }

    @Test
    void ninetyNineOfAHundredArticlesAreDecidedAndAllOfThoseRight() {
        for (String half : List.of("testing", "tuning")) {
            Row articles = sum(half + " article");
            assertThat(articles.wrong).isZero();
            assertThat(articles.refused).isZero();
            assertThat(articles.right * 100).isGreaterThanOrEqualTo(articles.all * 99);
        }
    }

    @Test
    void noArticleInALanguageThatTheModelsKnowIsReadByAWrongVoice() {
        rows.forEach((name, row) -> {
            if (name.startsWith("others article") && !isUnknownRelative(name)) {
                assertThat(row.refused).as(name).isEqualTo(row.all);
            }
        });
    }

    @Test
    void relativesThatTheModelsDoNotKnowAreNearlyAlwaysNoticed() {
        Row relatives = new Row();
        rows.forEach((name, row) -> {
            if (name.startsWith("others article") && isUnknownRelative(name)) {
                relatives.all += row.all;
                relatives.refused += row.refused;
            }
        });
        assertThat(relatives.all).isGreaterThan(100);
        assertThat(relatives.refused * 100).isGreaterThanOrEqualTo(relatives.all * 90);
    }

    @Test
    void aTitleInAnotherLanguageIsSeldomTakenForOneOfTheSix() {
        Row titles = sum("others title");
        assertThat(titles.all).isGreaterThan(400);
        assertThat(titles.wrong * 100).isLessThanOrEqualTo(titles.all * 2);
    }

    private static boolean isUnknownRelative(String name) {
        return UNKNOWN_RELATIVES.contains(name.substring(name.lastIndexOf(' ') + 1));
    }
}
