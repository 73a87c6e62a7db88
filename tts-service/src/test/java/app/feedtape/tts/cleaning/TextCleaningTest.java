package app.feedtape.tts.cleaning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.feedtape.web.problem.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextCleaningTest {
    private final TextCleaning cleaning = new TextCleaning();

    private String html(String html) {
        return cleaning.clean(html, ContentType.HTML).text();
    }

    private SpeakableText text(String text) {
        return cleaning.clean(text, ContentType.TEXT);
    }

    /** The reference table of faults.md, section Q. */
    @ParameterizedTest
    @CsvSource({
        "e\u0301, 2",
        "\u00e9, 1",
        "😀, 1",
        "👨‍👩‍👧‍👦, 7",
        "🇪🇸, 2",
        "👍🏽, 2",
        "\u1112\u1161\u11ab, 3",
        "\ufeffhi, 3"
    })
    void charactersAreCodePointsWithoutAnyNormalisation(String text, int characters) {
        assertThat(text(text).characters()).isEqualTo(characters);
        assertThat(text(text).text()).isEqualTo(text);
    }

    @Test
    void paragraphsBecomeLinesAndSpacesCollapse() {
        assertThat(html("<p>One   two\n three</p><p>Four<br>five</p>&nbsp; <ul><li>six</li></ul>"))
                .isEqualTo("One two three\nFour\nfive\nsix");
    }

    @Test
    void whatNobodyWantsToHearIsLeftOut() {
        assertThat(
                        html(
                                "<style>p{}</style><p>Before</p><script>alert('x')</script><figure><img alt='x'>"
                                        + "<figcaption>caption</figcaption></figure><pre>code()</pre>"
                                        + "<table><tr><td>1</td></tr></table><p>After</p>"))
                .isEqualTo("Before\nAfter");
    }

    @Test
    void anAddressIsSpokenAsTheNameOfItsHost() {
        assertThat(text("See https://www.example.com/a/b?c=d#e. And (http://x.example/y)!").text())
                .isEqualTo("See example.com. And (x.example)!");
    }

    @Test
    void entitiesAreReadAndCannotBringInControls() {
        assertThat(html("<p>Fish &amp; chips&#0;&#7; &lt;3</p>"))
                .isEqualTo("Fish & chips\ufffd <3");
    }

    @Test
    void escapedMarkupDoesNotComeBackToLife() {
        assertThat(html("<p>&lt;p&gt;&amp;lt;script&amp;gt;alert(1)&lt;/p&gt; end</p>"))
                .doesNotContain("<p>");
    }

    @Test
    void whatIsNoCharacterIsLeftOutOfWhatIsStoredAlready() {
        assertThat(cleaning.cleanStored("<p>a\u0000b\ufffe\ud83dc\u001b</p>").text())
                .isEqualTo("abc");
    }

    @Test
    void markupEscapedOverAndOverIsTakenAwayAndItsReadingEnds() {
        StringBuilder nested = new StringBuilder();
        String escaped = "<p>";
        for (int level = 0; level < 8; level++) {
            nested.append(escaped).append("word ");
            escaped = escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        }
        String text = html(nested.toString());
        assertThat(text).doesNotContain("<").contains("&lt;p&gt;");
        assertThat(cleaning.clean(text, ContentType.of(text)).text()).isEqualTo(text);
    }

    @Test
    void inPlainTextMarkupIsText() {
        assertThat(text("a <break/> b").text()).isEqualTo("a <break/> b");
        assertThat(ContentType.of("if a < b and c > d then <speak> it"))
                .isEqualTo(ContentType.TEXT);
        assertThat(ContentType.of("<p>Hello</p>")).isEqualTo(ContentType.HTML);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u0000b",
                "a\u0007b",
                "a\u001bb",
                "a\ufffeb",
                "a\uffffb",
                "a\ufdd0b",
                "a\ud83db",
                "\udc00"
            })
    void whatIsNoCharacterIsRefused(String text) {
        assertThatThrownBy(() -> text(text)).isInstanceOf(Refusal.class).hasMessageContaining("U+");
    }
}
