package app.feedtape.feed.fetching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.feedtape.feed.article.NewArticle;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeedParserTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final String BASE = "https://pub.example/feed";

    private final FeedParser parser = new FeedParser(Clock.fixed(NOW, ZoneOffset.UTC));

    private ParsedFeed parse(String xml) {
        return parse(xml.getBytes(StandardCharsets.UTF_8), null);
    }

    private ParsedFeed parse(byte[] body, @Nullable String contentType) {
        return parser.parse(body, contentType, BASE);
    }

    private static String rss(String items) {
        return "<rss version=\"2.0\"><channel><title>T</title><link>https://pub.example/</link><description>d</description>"
                + items
                + "</channel></rss>";
    }

    private NewArticle onlyArticle(String item) {
        List<NewArticle> articles = parse(rss("<item>" + item + "</item>")).articles();
        assertThat(articles).hasSize(1);
        return articles.getFirst();
    }

    private void assertRefused(String xml, FetchProblem problem) {
        assertThatThrownBy(() -> parse(xml))
                .isInstanceOfSatisfying(
                        UnreadableFeed.class,
                        refused -> assertThat(refused.problem()).isEqualTo(problem));
    }

    @Test
    void atomAndRdfAndOldRssAreRead() {
        assertThat(
                        parse(
                                        """
                                        <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Atom</title><id>urn:x</id>
                                        <updated>2026-11-01T00:00:00Z</updated>
                                        <entry><id>urn:1</id><title type="html">A &lt;b&gt;bold&lt;/b&gt; title</title>
                                        <link href="/one"/><updated>2026-11-02T00:00:00Z</updated>
                                        <content type="html">&lt;p&gt;body&lt;/p&gt;</content></entry></feed>
                                        """)
                                .articles())
                .singleElement()
                .satisfies(article -> {
                    assertThat(article.title()).isEqualTo("A bold title");
                    assertThat(article.link()).isEqualTo("https://pub.example/one");
                    assertThat(article.html()).isEqualTo("<p>body</p>");
                    assertThat(article.publishedAt()).isEqualTo("2026-11-02T00:00:00Z");
                });
        assertThat(
                        parse(
                                """
                                <?xml version="1.0"?>
                                <!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
                                    "http://my.netscape.com/publish/formats/rss-0.91.dtd">
                                <rss version="0.91"><channel><title>Old&nbsp;feed &eacute;</title><link>https://pub.example/</link>
                                <description>d</description><language>en</language>
                                <item><title>Fish &amp; chips&nbsp;&hearts;</title><link>https://pub.example/1</link></item>
                                </channel></rss>
                                """))
                .satisfies(feed -> {
                    assertThat(feed.title()).isEqualTo("Old feed é");
                    assertThat(feed.articles().getFirst().title()).isEqualTo("Fish & chips ♥");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol1 \"&lol;&lol;&lol;\">]>",
                "<!DOCTYPE x [<!ENTITY a \"&b;\"><!ENTITY b \"&a;\">]>",
                "<!DOCTYPE x [<!ENTITY lol1 SYSTEM \"file:///etc/passwd\">]>",
                "<!DOCTYPE x [<!ENTITY % remote SYSTEM \"http://canary.example/x.dtd\"> %remote;]>",
                "<!DOCTYPE x SYSTEM \"http://canary.example/x.dtd\">"
            })
    void entitiesOfADoctypeStayEmpty(String doctype) {
        ParsedFeed feed =
                parse(
                        "<?xml version=\"1.0\"?>"
                                + doctype
                                + rss("<item><title>a&lol1;&b;z</title></item>"));

        assertThat(feed.articles().getFirst().title()).isEqualTo("az");
    }

    @Test
    void stylesheetsAndInclusionsAreNotFollowed() {
        ParsedFeed feed =
                parse(
                        "<?xml-stylesheet href=\"http://canary.example/x.xsl\"?>"
                                + rss(
                                        "<item xmlns:xi=\"http://www.w3.org/2001/XInclude\"><title>t</title>"
                                                + "<description><xi:include href=\"file:///etc/passwd\" parse=\"text\"/></description></item>"));

        assertThat(feed.articles().getFirst().html()).isEmpty();
    }

    @Test
    void whatIsTooDeepTooWideOrTooLongIsRefused() {
        assertRefused("<a>".repeat(100_000), FetchProblem.TOO_COMPLEX);
        assertRefused(
                "<rss "
                        + IntStream.range(0, 20_000)
                                .mapToObj(i -> "a" + i + "=''")
                                .collect(Collectors.joining(" "))
                        + "/>",
                FetchProblem.TOO_COMPLEX);
        assertRefused("<rss a='" + "x".repeat(1_000_000) + "'/>", FetchProblem.TOO_COMPLEX);
        assertRefused("<" + "r".repeat(1_000_000) + "/>", FetchProblem.TOO_COMPLEX);
        assertRefused(
                "<rss "
                        + IntStream.range(0, 10_000)
                                .mapToObj(i -> "xmlns:n" + i + "='u'")
                                .collect(Collectors.joining(" "))
                        + "/>",
                FetchProblem.TOO_COMPLEX);
    }

    @Test
    void ofManyItemsTheFirstFiveHundredAreRead() {
        String items =
                IntStream.range(0, 20_000)
                        .mapToObj(i -> "<item><guid>g" + i + "</guid></item>")
                        .collect(Collectors.joining());

        assertThat(parse(rss(items + "<item/>")).articles()).hasSize(500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<it\u0001em>", "<item\uFDD0>", "<\u0002item>", "<\uFFFEitem>"})
    void anItemSpelledWithForbiddenCharactersIsCountedAsOne(String tag) {
        String items =
                IntStream.range(0, 2_000)
                        .mapToObj(i -> tag + "<guid>g" + i + "</guid></item>")
                        .collect(Collectors.joining());

        assertThat(XmlScreen.screen(rss(items)).split("<item>", -1)).hasSize(501);
        assertThat(parse(rss(items)).articles()).hasSize(500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0001", "\uFFFE", "\uD800"})
    void aCdataSectionEndsWhereTheParserSeesItsEnd(String hidden) {
        String screened =
                XmlScreen.screen(
                        "<rss><a><![CDATA[]]" + hidden + "><?pi x?><!--c--><b/>]]></a></rss>");

        assertThat(screened).contains("<![CDATA[]]>").doesNotContain("<?pi").doesNotContain("<!--");
    }

    @Test
    void noHtmlIsKeptThatCannotBeSpoken() {
        String html =
                onlyArticle(
                                "<description>a&#xFDD0;b\uFFFEc&#x1FFFF;d&amp;#xFDEF;e&amp;#x2FFFE;f&amp;#1;g</description>")
                        .html();

        assertThat(html.codePoints()).allMatch(Characters::isAllowed);
        assertThat(html).startsWith("abcd").endsWith("g");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"&amp;amp;", "&amp;nbsp;", "<![CDATA[<a href=x>y]]>", "<![CDATA[<b><p>]]>"})
    void htmlDoesNotGrowBeyondWhatTheRoomOfSpeechTakes(String part) {
        assertThat(onlyArticle("<description>" + part.repeat(100_000) + "</description>").html())
                .hasSizeLessThanOrEqualTo(800_000);
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-8,        UTF-8,        ",
        "UTF-8,        ,             ",
        "UTF-8,        ISO-8859-1,   ",
        "UTF-8,        ,             text/xml; charset=iso-8859-1",
        "ISO-8859-1,   ISO-8859-1,   ",
        "ISO-8859-1,   ,             ",
        "ISO-8859-1,   ,             application/xml; charset=ISO-8859-1",
        "windows-1252, UTF-8,        text/xml; charset=utf-8",
        "UTF-16LE,     ,             ",
        "UTF-16BE,     ,             ",
        "UTF-16,       UTF-16,       "
    })
    void theCharactersAreThoseTheAuthorMeant(
            String written, @Nullable String declared, @Nullable String contentType) {
        String xml =
                (declared == null ? "" : "<?xml version=\"1.0\" encoding=\"" + declared + "\"?>")
                        + rss("<item><title>Café à Zürich</title></item>");

        assertThat(
                        parse(xml.getBytes(Charset.forName(written)), contentType)
                                .articles()
                                .getFirst()
                                .title())
                .isEqualTo("Café à Zürich");
    }

    @Test
    void otherAlphabetsAreReadAsDeclared() {
        String koi8 =
                "<?xml version=\"1.0\" encoding=\"KOI8-R\"?>"
                        + rss("<item><title>Привет</title></item>");
        String japanese =
                "<?xml version=\"1.0\" encoding=\"ISO-2022-JP\"?>"
                        + rss("<item><title>日本</title></item>");

        assertThat(
                        parse(koi8.getBytes(Charset.forName("KOI8-R")), null)
                                .articles()
                                .getFirst()
                                .title())
                .isEqualTo("Привет");
        assertThat(
                        parse(japanese.getBytes(Charset.forName("ISO-2022-JP")), null)
                                .articles()
                                .getFirst()
                                .title())
                .isEqualTo("日本");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-bogus", "UTF-7"})
    void anUnknownCharsetIsAnErrorOfTheFeed(String charset) {
        assertRefused(
                "<?xml version=\"1.0\" encoding=\"" + charset + "\"?>" + rss(""),
                FetchProblem.CHARSET_UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "<!doctype html><html><head><link rel=alternate href=/feed></head></html>",
                "<html></html>",
                "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><body/></html>",
                "{\"version\": \"https://jsonfeed.org/version/1.1\"}",
                "%PDF-1.7",
                "\u0089PNG",
                "<svg/>"
            })
    void whatIsNoFeedIsNeverTakenForOne(String body) {
        assertThatThrownBy(() -> parse(body)).isInstanceOf(UnreadableFeed.class);
    }

    @Test
    void brokenXmlIsAnErrorOfTheFeed() {
        assertThatThrownBy(() -> parse("<rss version=\"2.0\"><channel><title>T</channel></rss>"))
                .isInstanceOf(UnreadableFeed.class);
        assertThatThrownBy(() -> parse(rss("<item>"))).isInstanceOf(UnreadableFeed.class);
        assertThatThrownBy(() -> parse("<rss><!-- ")).isInstanceOf(UnreadableFeed.class);
    }

    @Test
    void charactersThatXmlForbidsAreDropped() {
        assertThat(
                        onlyArticle(
                                        "<title>a\u0001\u000b&#0;&#x1F;&#xD800;&#x110000;&#65;&b & c</title>")
                                .title())
                .isEqualTo("aA&b & c");
    }

    @Test
    void cdataIsLeftAlone() {
        assertThat(
                        onlyArticle(
                                        "<description><![CDATA[<p>Tom &amp; Jerry &nbsp;</p>]]></description>")
                                .summary())
                .isEqualTo("Tom & Jerry");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<img src=x onerror=alert(1)>",
                "<script>alert(1)</script>",
                "<svg/onload=alert(1)>",
                "<iframe src=//evil.example></iframe>",
                "<a href='javascript:alert(1)'>x</a>",
                "<a href='data:text/html,<script>1</script>'>x</a>",
                "<style>@import url(//evil.example)</style>",
                "<form action=//evil.example><input></form>",
                "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
                "<p onclick='alert(1)' style='x:expression(1)'>x</p>",
                "<object data=x></object><embed src=x>",
                "<base href=//evil.example>"
            })
    void nothingThatRunsOrLoadsIsKept(String markup) {
        String escaped = markup.replace("&", "&amp;").replace("<", "&lt;");
        NewArticle article =
                onlyArticle(
                        "<title>"
                                + escaped
                                + "T</title><description>"
                                + escaped
                                + "</description>");

        assertThat(article.html())
                .doesNotContainPattern(
                        "(?i)<(img|script|svg|iframe|style|form|input|math|object|embed|base)|on[a-z]+=|javascript:|data:|style=");
        assertThat(article.title()).doesNotContain("<").endsWith("T");
        assertThat(article.summary()).doesNotContain("<");
    }

    @Test
    void titlesCannotTurnTheDirectionOfWriting() {
        assertThat(onlyArticle("<title>invoice\u202Efdp.exe\u2066</title>").title())
                .isEqualTo("invoicefdp.exe");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "&lt;&#x200E;img src=x onerror=alert(1)&gt;",
                "&amp;lt;&amp;#x200E;img src=x onerror=alert(1)&amp;gt;",
                "&amp;amp;amp;lt;&#x202E;script&amp;amp;amp;gt;",
                "&lt;&#x85;img src=x onerror=alert(1)&gt;",
                "&lt;&#xFDD0;img src=x onerror=alert(1)&gt;",
                "&lt;&#x200B;img src=x onerror=alert(1)&gt;",
                "&lt;&lt;&#x200E;img src=x&gt;"
            })
    void nothingInvisibleHidesMarkupInATitle(String title) {
        assertThat(onlyArticle("<title>" + title + "T</title>").title())
                .doesNotContainPattern("<\\p{Cf}*[A-Za-z/!?]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "data:text/html,x",
                "file:///etc/passwd",
                "https://user:pw@pub.example/",
                "ftp://x.example/"
            })
    void linksLeadToTheWebOrNowhere(String link) {
        assertThat(onlyArticle("<title>t</title><link>" + link + "</link>").link()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'Mon, 02 Nov 2026 10:00:00 GMT', 2026-11-02T10:00:00Z",
        "'Mon, 02 Nov 9999 10:00:00 GMT', 2026-11-20T12:00:00Z",
        "'Mon, 02 Nov 2099 10:00:00 GMT', 2026-11-20T12:00:00Z",
        "'Mon, 02 Nov 1812 10:00:00 GMT', 1990-01-01T00:00:00Z",
        "'292278994-08-17T07:12:55Z',     2026-11-20T12:00:00Z",
        "-1,                              2026-11-20T12:00:00Z",
        "yesterday,                       2026-11-20T12:00:00Z"
    })
    void datesAreClampedToWhatCanBe(String said, Instant kept) {
        Instant publishedAt =
                onlyArticle("<title>t</title><pubDate>" + said + "</pubDate>").publishedAt();

        assertThat(publishedAt).isBetween(Instant.parse("1990-01-01T00:00:00Z"), NOW);
        if (said.contains("Nov")) {
            assertThat(publishedAt).isEqualTo(kept);
        }
    }

    @Test
    void oneIdIsOneArticleHoweverOftenItIsSaid() {
        String same = "<item><guid>same</guid><title>t</title></item>".repeat(400);
        String long10k = "<item><guid>" + "g".repeat(10_000) + "</guid><title>t</title></item>";

        List<NewArticle> articles = parse(rss(same + long10k)).articles();

        assertThat(articles).hasSize(2);
        assertThat(articles).allSatisfy(article -> assertThat(article.identityHash()).hasSize(64));
        assertThat(parse(rss(long10k + same)).articles())
                .extracting(NewArticle::identityHash)
                .containsExactlyInAnyOrderElementsOf(
                        articles.stream().map(NewArticle::identityHash).toList());
    }

    @Test
    void withoutAnIdTheLinkAndElseTheWordsTellArticlesApart() {
        assertThat(
                        parse(
                                        rss(
                                                "<item><link>https://pub.example/1</link></item><item><link>https://pub.example/2</link></item>"
                                                        + "<item><description>a</description></item><item><description>b</description></item>"))
                                .articles())
                .hasSize(4);
    }
}
