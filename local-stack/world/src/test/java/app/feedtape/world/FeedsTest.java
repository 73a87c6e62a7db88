package app.feedtape.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class FeedsTest {

    private static final Pattern PUBLIC =
            Pattern.compile("http://[a-z]+\\.feeds\\.example/(?:rss|atom)\\.xml");

    @TempDir static Path data;

    private static TestWorld world;
    private static HttpClient throughTheProxy;

    @BeforeAll
    static void start() {
        world = new TestWorld(data);
        throughTheProxy =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .proxy(
                                ProxySelector.of(
                                        new InetSocketAddress(
                                                "127.0.0.1", world.world.url().getPort())))
                        .build();
    }

    @AfterAll
    static void stop() {
        throughTheProxy.shutdownNow();
        world.close();
    }

    @Test
    void everyFeedTheIndexNamesIsWellFormedAndHasArticlesToRead() throws Exception {
        Set<String> languages = new HashSet<>();
        for (String address : publicAddresses()) {
            Document feed = xml(proxied(address).body());
            Element root = feed.getDocumentElement();
            boolean rss = root.getTagName().equals("rss");
            NodeList entries = feed.getElementsByTagName(rss ? "item" : "entry");
            assertThat(entries.getLength()).as(address).isBetween(3, 7);
            for (String link : articleLinks(entries, rss)) {
                HttpResponse<String> page = proxied(link);
                assertThat(page.statusCode()).as(link).isEqualTo(200);
                assertThat(words(page.body())).as(link).isBetween(150, 2_000);
            }
            languages.add(rss ? language(feed) : root.getAttribute("xml:lang"));
        }
        assertThat(languages).contains("en", "es", "fr", "de", "it", "pt");
    }

    private static List<String> articleLinks(NodeList entries, boolean rss) {
        List<String> links = new ArrayList<>();
        for (int i = 0; i < entries.getLength(); i++) {
            Element link =
                    (Element) ((Element) entries.item(i)).getElementsByTagName("link").item(0);
            links.add(rss ? link.getTextContent() : link.getAttribute("href"));
        }
        return links;
    }

    private static String language(Document feed) {
        NodeList languages = feed.getElementsByTagName("language");
        return languages.getLength() == 0 ? "mul" : languages.item(0).getTextContent();
    }

    @Test
    void theWholeArticleIsInTheFeed() throws Exception {
        Document feed = xml(proxied("http://tape.feeds.example/rss.xml").body());

        String content = feed.getElementsByTagName("content:encoded").item(0).getTextContent();

        assertThat(content).startsWith("<p>").contains("<h2>").endsWith("</p>");
        assertThat(words(content)).isGreaterThan(150);
    }

    @Test
    void anUnchangedFeedIsNotSentAgain() throws Exception {
        HttpResponse<String> first = world.get("/feeds/tape/rss.xml");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        String modified = first.headers().firstValue("Last-Modified").orElseThrow();

        assertThat(world.get("/feeds/tape/rss.xml", "If-None-Match", "W/" + tag).statusCode())
                .isEqualTo(304);
        assertThat(world.get("/feeds/tape/rss.xml", "If-Modified-Since", modified).statusCode())
                .isEqualTo(304);
        assertThat(
                        world.get(
                                        "/feeds/tape/rss.xml",
                                        "If-None-Match",
                                        "\"old\"",
                                        "If-Modified-Since",
                                        modified)
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aSiteTellsWhereItsFeedIs() throws Exception {
        assertThat(proxied("http://maps.feeds.example/").body())
                .contains("<link rel=\"alternate\" type=\"application/atom+xml\"")
                .contains("href=\"http://maps.feeds.example/atom.xml\"");
        assertThat(world.get("/feeds/maps/").body())
                .contains("href=\"" + world.world.url() + "/feeds/maps/atom.xml\"");
    }

    @Test
    void theProxyReachesNothingElse() throws Exception {
        for (String foreign :
                List.of(
                        "http://example.com/",
                        "http://feeds.example/",
                        "http://evilfeeds.example/",
                        "http://tape.feeds.example.evil.com/rss.xml",
                        "http://tape.feeds.example:8080/rss.xml",
                        "http://169.254.169.254/latest/meta-data/")) {
            assertThat(proxied(foreign).statusCode()).as(foreign).isEqualTo(403);
        }
        assertThat(proxied("http://nobody.feeds.example/rss.xml").statusCode()).isEqualTo(404);
        assertThat(proxied("http://tape.feeds.example/stripe").statusCode()).isEqualTo(404);
    }

    @Test
    void theProxyOpensNoTunnel() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", world.world.url().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(
                    "CONNECT tape.feeds.example:443 HTTP/1.1\r\nHost: tape.feeds.example:443\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            InputStream in = socket.getInputStream();
            String status = new String(in.readNBytes(12), StandardCharsets.US_ASCII);

            assertThat(status).matches("HTTP/1.1 [45]\\d\\d");
        }
    }

    @Test
    void aFeedSiteOnlyReads() throws Exception {
        HttpRequest post =
                HttpRequest.newBuilder(URI.create("http://tape.feeds.example/rss.xml"))
                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                        .build();

        assertThat(throughTheProxy.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(405);
    }

    private static List<String> publicAddresses() {
        List<String> addresses = new ArrayList<>();
        Matcher found = PUBLIC.matcher(world.get("/").body());
        while (found.find()) {
            addresses.add(found.group());
        }
        assertThat(addresses).hasSizeGreaterThanOrEqualTo(7);
        return addresses;
    }

    private static HttpResponse<String> proxied(String address)
            throws IOException, InterruptedException {
        return throughTheProxy.send(
                HttpRequest.newBuilder(URI.create(address)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static int words(String html) {
        return html.replaceAll("(?s)<head>.*</head>", "")
                .replaceAll("<[^>]+>", " ")
                .strip()
                .split("\\s+")
                .length;
    }

    private static Document xml(String text) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(text)));
    }
}
