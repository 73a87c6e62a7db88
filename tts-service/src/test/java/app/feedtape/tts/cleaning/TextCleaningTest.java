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
                .isEqualTo("One two three.\nFour\nfive.\nsix.");
    }

    @Test
    void aBlockEndsWithAStopSoThatVoicesPauseAfterATitleAndAnItem() {
        assertThat(
                        html(
                                "<h1>A title</h1><p>Done!</p><p>So:</p><ul><li>one</li><li>(two)</li>"
                                        + "<li>“Three.”</li><li> <p>four </p></li></ul><dl><dt>Term</dt><dd>100 %</dd></dl>"))
                .isEqualTo("A title.\nDone!\nSo:\none.\n(two).\n“Three.”\nfour.\nTerm.\n100 %.");
        assertThat(html("<p>A line<br>and another</p>😀")).isEqualTo("A line\nand another.\n😀");
    }

    @Test
    void whatNobodyWantsToHearIsLeftOut() {
        assertThat(
                        html(
                                "<style>p{}</style><p>Before</p><script>alert('x')</script><pre>code()</pre><form>Mail"
                                        + " <input value=x><button>Go</button></form><nav>Home</nav><svg><text>x</text></svg>"
                                        + "<div hidden>no</div><span aria-hidden=true>#</span><p style='Display : none'>no</p>"
                                        + "<noscript>no</noscript><iframe>no</iframe><math><mi>x</mi></math><!-- no -->"
                                        + "<p>Now 15 <s>20</s> <del>30</del></p><p><ruby>漢<rt>kan</rt></ruby></p>"))
                .isEqualTo("Before.\nNow 15.\n漢.");
        assertThat(html("<script>only()</script><p> </p>")).isEmpty();
    }

    @Test
    void aPictureIsNotDescribedButAnImageBetweenWordsIsAWord() {
        assertThat(
                        html(
                                "<figure><img alt='A cat'><figcaption>Photo: A. Nobody</figcaption></figure><p><img alt='"
                                        + "A dog'> I <img alt='love'> it <img src=x alt='icon.png'> all</p>"))
                .isEqualTo("I love it all.");
    }

    @Test
    void whatAnEditorWrapsInAFigureIsReadWithItsCaption() {
        assertThat(
                        html(
                                "<figure><blockquote><p>Less is more</p></blockquote><figcaption>Mies</figcaption></figure>"
                                        + "<figure><table><tr><td>a<td>b<tr><td>c<td>d</table></figure><p>End</p>"))
                .isEqualTo("Less is more.\nMies.\na: b.\nc: d.\nEnd.");
    }

    @Test
    void aListingIsReadOnlyWhenThereIsNothingElse() {
        assertThat(html("<p>Run this:</p><pre><code>rm -rf</code></pre><p>Done.</p>"))
                .isEqualTo("Run this:\nDone.");
        assertThat(html("<pre>A mail that was\nbroken by hand\n\nand a paragraph</pre>"))
                .isEqualTo("A mail that was broken by hand\nand a paragraph.");
        assertThat(html("<form><p>A page that is all form</p></form>"))
                .isEqualTo("A page that is all form.");
    }

    @Test
    void aListInOrderIsReadWithItsNumbers() {
        assertThat(
                        html(
                                "<ol start=3><li>Mix</li><li><p>Bake</p><ul><li>hot</li></ul></li><li></li></ol>"
                                        + "<ol type=a><li>x</li></ol>"))
                .isEqualTo("3. Mix.\n4. Bake.\nhot.\nx.");
        assertThat(html("<ol><li>Version 1.</li></ol>")).isEqualTo("1. Version 1.");
    }

    @Test
    void aSmallTableIsReadByTheNamesOfItsColumns() {
        assertThat(
                        html(
                                "<table><caption>Cities</caption><tr><th>City<th>People<th>Since</tr><tr><td>Bonn"
                                        + "<td>330,000<td>11 BC</tr><tr><td>Ulm<td><td>854</tr></table>"))
                .isEqualTo("Cities.\nBonn: People 330,000, Since 11 BC.\nUlm: Since 854.");
        assertThat(html("<table><tr><th>Key<th>Value<tr><td>a<td>1</table>"))
                .isEqualTo("Key: Value.\na: 1.");
        assertThat(html("<table><tr><th>A<th>B<th>C<tr><td colspan=2>x<td>y</table>"))
                .isEqualTo("A: B, C.\nx: y.");
    }

    @Test
    void ofALargeTableTheBeginningIsRead() {
        StringBuilder table = new StringBuilder("<table><tr><th>n<th>square<th>cube</tr>");
        for (int i = 1; i <= 300; i++) {
            table.append("<tr><td>%d<td>%d<td>%d</tr>".formatted(i, i * i, i * i * i));
        }
        String text = html(table + "</table><p>After</p>");
        assertThat(text).startsWith("n: square, cube.\n1: 1, 1.\n2: 4, 8.").endsWith("\n…\nAfter.");
        assertThat(text.lines().count()).isEqualTo(22);
    }

    @Test
    void aTableForLooksIsReadAsWhatStandsInIt() {
        assertThat(
                        html(
                                "<table><tr><td><table><tr><td><h1>Letter</h1><p>Dear reader,</p></td></tr></table>"
                                        + "</td><td>"
                                        + "Words that go on. ".repeat(20)
                                        + "</td></tr></table>"))
                .isEqualTo("Letter.\nDear reader,\n" + "Words that go on. ".repeat(20).strip());
        assertThat(html("<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>"))
                .isEqualTo("a.\nb.\nc.\nd.");
    }

    @Test
    void theMarksOfFootnotesAreNotPartOfTheSentence() {
        assertThat(
                        html(
                                "<p>Known.<sup>1</sup> Word<sup><a href='#x'>2</a></sup> and<a href=x><sup>[3]</sup></a>"
                                        + " so<sup>[a]</sup><sup>*</sup> on.<sup>4, 5</sup> <a href='#r'>↩︎</a></p><section"
                                        + " class='footnotes x'>1 Notes</section><ol role=doc-endnotes><li>x</ol>"))
                .isEqualTo("Known. Word and so on.");
        assertThat(
                        html(
                                "<p>10<sup>6</sup> m<sup>2</sup>, 5 km<sup>2</sup>, 10<sup>-3</sup>, 1<sup>st</sup>, H<sub>2</sub>O</p>"))
                .isEqualTo("10⁶ m², 5 km², 10⁻³, 1st, H2O.");
        assertThat(text("Copied from there.[12][3] It says[4] so. See a[1], x[0] and [5].").text())
                .isEqualTo("Copied from there. It says so. See a[1], x[0] and [5].");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "See https://www.example.com/a/b?c=d#e. And (http://x.example/y)! | See example.com. And (x.example)!",
                "www.example.com/x, bit.ly/3abc and FTP://files.example:21/z | example.com, bit.ly and files.example",
                "https://user:pw@evil.example:8080/ | evil.example",
                "https://bank.example@evil.example/ | evil.example",
                "https://xn--mnchen-3ya.de/x https://münchen.de?x | münchen.de münchen.de",
                "https://a_b.example/%20 | a_b.example",
                "[the site](https://a.example/b) and ![pic](/x.png) | the site and pic",
                "and/or 5 km/h, mail me@a.example or a.b | and/or 5 km/h, mail me@a.example or a.b",
                "x https:// y http://??? z | x https:// y ??? z"
            })
    void anAddressIsSpokenAsTheNameOfItsHost(String raw, String spoken) {
        assertThat(text(raw).text()).isEqualTo(spoken);
    }

    @Test
    void entitiesAreReadAndCannotBringInControls() {
        assertThat(html("<p>Fish &amp; chips&#0;&#7;&#x200b;&shy; &lt;3</p>"))
                .isEqualTo("Fish & chips <3.");
        assertThat(text("Fish &amp; chips &#8211; AT&T &mdash; &unknown; &lt;3\nnext").text())
                .isEqualTo("Fish & chips – AT&T — &unknown; <3\nnext");
    }

    @Test
    void whatIsInvisibleIsNotThere() {
        assertThat(
                        text("so\u00adft ze\u200bro \u2066di\u202er\u2069 \ue000icon \u3164x\u2060y")
                                .text())
                .isEqualTo("soft zero dir icon xy");
        assertThat(text("a\u200d\u200d b\u2028c\u0085d\u007f\u0080e").text())
                .isEqualTo("a\u200d b\nc\nde");
        assertThat(text("🏴󠁧󠁢󠁥󠁮󠁧󠁿 x\udb40\udc41 👨‍👩‍👧").text())
                .isEqualTo("🏴󠁧󠁢󠁥󠁮󠁧󠁿 x 👨‍👩‍👧");
    }

    @Test
    void whatIsDrawnAndHowMailQuotesIsNotSaid() {
        assertThat(text("Title\n=====\n* * *\n> quoted\n>> twice\n> 5 people\n---\nend").text())
                .isEqualTo("Title\nquoted\ntwice\n> 5 people\nend");
    }

    @Test
    void escapedMarkupDoesNotComeBackToLife() {
        assertThat(html("<p>&lt;p&gt;&amp;lt;script&amp;gt;alert(1)&lt;/p&gt; end</p>"))
                .doesNotContain("<p>");
    }

    @Test
    void whatIsNoCharacterIsLeftOutOfWhatIsStoredAlready() {
        assertThat(cleaning.cleanStored("<p>a\u0000b\ufffe\ud83dc\u001b</p>").text())
                .isEqualTo("abc.");
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
        assertThat(text).doesNotContain("<", "&").startsWith("word\nword");
        assertThat(cleaning.clean(text, ContentType.of(text)).text()).isEqualTo(text);
    }

    @Test
    void inPlainTextMarkupIsText() {
        assertThat(text("a <break/> b").text()).isEqualTo("a <break/> b");
        assertThat(text("Use &lt;p&gt; and &amp;").text()).isEqualTo("Use &lt;p&gt; and &amp;");
        assertThat(text("Use <p>, or <script>x</script>").text())
                .isEqualTo("Use <p>, or <script>x</script>");
        assertThat(ContentType.of("if a < b and c > d then <speak> it"))
                .isEqualTo(ContentType.TEXT);
        assertThat(ContentType.of("<p>Hello</p>")).isEqualTo(ContentType.HTML);
        assertThat(ContentType.of("<?xml version='1.0'?>\n<speak><p>Hi</p></speak>"))
                .isEqualTo(ContentType.TEXT);
        assertThat(ContentType.of("<?xml version='1.0'?><html><p>Hi</p></html>"))
                .isEqualTo(ContentType.HTML);
    }

    @Test
    void pagesOfAnythingAreReadInOneGo() {
        for (String piece :
                new String[] {
                    "<sup>1</sup>",
                    "<table><tr><td>",
                    "<figure>",
                    "<ol><li>",
                    "<b><p>",
                    "&amp;",
                    "&amp;amp;",
                    "http://",
                    "a.",
                    "[",
                    "[1]",
                    "]( ",
                    ">",
                    "> ",
                    "www.",
                    "\u200b",
                    "<",
                    "<a>",
                    "<p",
                    "-",
                    "\"<\" ",
                    "<s><sup><a>"
                }) {
            String raw = piece.repeat(10_000 / piece.length());
            for (ContentType type : ContentType.values()) {
                String text = cleaning.clean(raw, type).text();
                ContentType again = type == ContentType.HTML ? ContentType.of(text) : type;
                assertThat(cleaning.clean(text, again).text()).as(piece).isEqualTo(text);
            }
        }
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
