package app.feedtape.tts.cleaning;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TextCleaningProperties {
    private final TextCleaning cleaning = new TextCleaning();

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> pieces =
                Arbitraries.of(
                        "<p>",
                        "</p>",
                        "<br>",
                        "&lt;p&gt;",
                        "&amp;lt;div&amp;gt;",
                        "&amp;",
                        "&",
                        "<",
                        ">",
                        " ",
                        "\n",
                        "\r\n",
                        "\t",
                        "\u00a0",
                        "\u2028",
                        "http://",
                        "https://www.a.example/b",
                        "HTTP://x",
                        ".",
                        ",",
                        "\"",
                        "word",
                        "é",
                        "e\u0301",
                        "😀",
                        "\u200d",
                        "\ufeff",
                        "<script>",
                        "</script>",
                        "]",
                        ":",
                        "/",
                        "[",
                        "[1]",
                        "](",
                        "www.",
                        "bit.ly/",
                        "<ol>",
                        "<li>",
                        "<table>",
                        "<tr>",
                        "<td>",
                        "<th>",
                        "<figure>",
                        "<blockquote>",
                        "<figcaption>",
                        "<sup>",
                        "</sup>",
                        "<a>",
                        "</a>",
                        "<pre>",
                        "<h1>",
                        "<img alt='x'>",
                        "<plaintext>",
                        "<textarea>",
                        "<speak>",
                        "</td>",
                        "</table>",
                        "</figure>",
                        "&#38;",
                        "&num;",
                        "&lt;",
                        "&gt;",
                        "lt;",
                        "amp;",
                        "\u00ad",
                        "\u200b",
                        "\ufffd",
                        "\u2028",
                        "> ",
                        "---",
                        "@",
                        "xn--mnchen-3ya.de",
                        "5");
        Arbitrary<String> anything =
                Arbitraries.strings()
                        .excludeChars('\ud83d')
                        .withCharRange(' ', '\u024f')
                        .ofMaxLength(8);
        return Arbitraries.oneOf(pieces, anything)
                .list()
                .ofMaxSize(40)
                .map(all -> String.join("", all));
    }

    @Property
    void cleaningWhatIsCleanChangesNothing(@ForAll("texts") String raw) {
        String text = cleaning.clean(raw, ContentType.TEXT).text();
        assertThat(cleaning.clean(text, ContentType.TEXT).text()).isEqualTo(text);
    }

    @Property
    void whatWasHtmlStaysAsItIsWhateverItIsTakenForLater(@ForAll("texts") String raw) {
        String text = cleaning.clean(raw, ContentType.HTML).text();
        assertThat(ContentType.of(text)).isEqualTo(ContentType.TEXT);
        assertThat(cleaning.clean(text, ContentType.of(text)).text()).isEqualTo(text);
    }

    @Property
    void whatTheRuleDecidesOnItDecidesAlikeTheSecondTime(@ForAll("texts") String raw) {
        String text = cleaning.clean(raw, ContentType.of(raw)).text();
        assertThat(cleaning.clean(text, ContentType.of(text)).text()).isEqualTo(text);
    }

    @Property
    void aCleanTextHasNoSpaceAtItsEndsAndNoneTwice(@ForAll("texts") String raw) {
        SpeakableText clean = cleaning.clean(raw, ContentType.HTML);
        assertThat(clean.text())
                .isEqualTo(clean.text().strip())
                .doesNotContain("  ", "\n\n", "\t", "\r");
        assertThat(clean.characters())
                .isEqualTo(clean.text().codePointCount(0, clean.text().length()));
    }
}
