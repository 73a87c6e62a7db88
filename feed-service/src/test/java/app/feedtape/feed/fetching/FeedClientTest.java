package app.feedtape.feed.fetching;

import static app.feedtape.feed.StubServer.answer;
import static app.feedtape.feed.StubServer.head;
import static app.feedtape.feed.StubServer.ok;
import static app.feedtape.feed.StubServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.feed.StubServer;
import app.feedtape.feed.fetching.FetchResult.Failed;
import app.feedtape.feed.fetching.FetchResult.Fetched;
import app.feedtape.web.outside.GuardedNames;
import app.feedtape.web.outside.PlainConnections;
import app.feedtape.web.outside.PublicAddresses;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The fetcher asking directly. Names are resolved by a table, and the loopback address stands for
 * the public web.
 */
class FeedClientTest {

    private static final Clock NOON =
            Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);
    private static final FetchBudget SMALL =
            new FetchBudget(Duration.ofSeconds(1), Duration.ofMillis(500), 100_000, 5);
    private static final int PATIENCE = 30;
    private static final int DROP_MILLIS = 50;

    private final CountDownLatch hungUp = new CountDownLatch(1);

    private final StubServer web = new StubServer();
    private final StubServer canary = new StubServer();
    private final Map<String, GuardedNames.Lookup> names = new ConcurrentHashMap<>();
    private final UrlRules rules = new UrlRules(Set.of(web.port(), canary.port()));
    private final FeedClient client =
            client(address -> address.getHostAddress().equals("127.0.0.1"));

    @AfterEach
    void close() {
        client.close();
        web.close();
        canary.close();
    }

    private FeedClient client(Predicate<InetAddress> allowed) {
        GuardedNames guard =
                new GuardedNames(
                        host -> names.getOrDefault(host, FeedClientTest::loopback).find(host),
                        allowed);
        return new FeedClient(
                PlainConnections.direct(guard, "FeedTape test", SMALL.total(), SMALL.connect()),
                rules,
                SMALL,
                NOON);
    }

    private static InetAddress[] loopback(String host) throws UnknownHostException {
        return addresses("127.0.0.1");
    }

    private static InetAddress[] addresses(String... literals) throws UnknownHostException {
        InetAddress[] addresses = new InetAddress[literals.length];
        for (int i = 0; i < literals.length; i++) {
            addresses[i] = InetAddress.getByName(literals[i]);
        }
        return addresses;
    }

    private FetchResult fetch(String place) {
        return fetch(place, web, Validators.NONE);
    }

    private FetchResult fetch(String place, StubServer server, Validators known) {
        return client.fetch(FeedUrl.parse(url(place, server), rules), known);
    }

    private String url(String place, StubServer server) {
        int slash = place.indexOf('/');
        return "http://" + place.substring(0, slash) + ":" + server.port() + place.substring(slash);
    }

    private static void assertFailed(FetchResult result, FetchProblem problem) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.problem()).isEqualTo(problem));
    }

    @Test
    void aFeedIsFetchedWithItsValidators() {
        web.at(
                "pub.test/feed",
                ok(
                        "application/rss+xml",
                        "<rss/>",
                        "ETag: W/\"1\"",
                        "Last-Modified: Fri, 20 Nov 2026 10:00:00 GMT"));

        assertThat(fetch("pub.test/feed"))
                .isInstanceOfSatisfying(
                        Fetched.class,
                        fetched -> {
                            assertThat(fetched.body()).asString().isEqualTo("<rss/>");
                            assertThat(fetched.validators())
                                    .isEqualTo(
                                            new Validators(
                                                    "W/\"1\"", "Fri, 20 Nov 2026 10:00:00 GMT"));
                        });
    }

    @Test
    void validatorsThatAreLongOrBrokenAreAsGoodAsAbsent() {
        web.at(
                "pub.test/a",
                ok(
                        "text/xml",
                        "<rss/>",
                        "ETag: \"" + "x".repeat(5000) + "\"",
                        "Last-Modified: yesterday"));
        web.at("pub.test/b", ok("text/xml", "<rss/>", "ETag: unquoted"));

        for (String place : new String[] {"pub.test/a", "pub.test/b"}) {
            assertThat(fetch(place))
                    .isInstanceOfSatisfying(
                            Fetched.class,
                            fetched -> assertThat(fetched.validators()).isEqualTo(Validators.NONE));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.0.0.1",
                "172.16.0.1",
                "192.168.0.1",
                "169.254.169.254",
                "100.64.0.1",
                "198.18.0.1",
                "192.0.0.8",
                "240.0.0.1",
                "255.255.255.255",
                "224.2.3.4",
                "0.0.0.0",
                "::1",
                "fe80::1",
                "fd00:ec2::254",
                "fec0::1",
                "ff02::2",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::",
                "2001:db8::1",
                "2001::1"
            })
    void aNameThatLeadsInsideIsNeverConnected(String address) {
        names.put("evil.test", host -> addresses("93.184.215.14", address));
        try (FeedClient guarded = client(PublicAddresses::contains)) {
            FetchResult result =
                    guarded.fetch(
                            FeedUrl.parse(url("evil.test/feed", canary), rules), Validators.NONE);

            assertFailed(result, FetchProblem.ADDRESS_FORBIDDEN);
        }
        assertThat(canary.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"93.184.215.14", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"})
    void publicAddressesAreAllowed(String address) throws UnknownHostException {
        assertThat(PublicAddresses.contains(InetAddress.getByName(address))).isTrue();
    }

    @Test
    void aNameThatTurnsInsideAfterTheCheckIsNotConnectedThere() {
        AtomicInteger asked = new AtomicInteger();
        names.put(
                "rebind.test",
                host ->
                        asked.getAndIncrement() == 0
                                ? addresses("127.0.0.1")
                                : addresses("127.0.0.2"));
        web.at("rebind.test/feed", ok("text/xml", "<rss/>"));

        assertThat(fetch("rebind.test/feed")).isInstanceOf(Fetched.class);
        assertThat(asked).as("resolved once, and that address connected").hasValue(1);
        assertFailed(fetch("rebind.test/feed"), FetchProblem.ADDRESS_FORBIDDEN);
    }

    @Test
    void everyHopOfARedirectIsGuarded() {
        names.put("inside.test", host -> addresses("127.0.0.2"));
        web.at("pub.test/a", status(302, "Location: " + url("inside.test/x", canary)));
        web.at("pub.test/b", status(302, "Location: http://127.0.0.1:" + canary.port() + "/x"));
        web.at("pub.test/c", status(302, "Location: file:///etc/passwd"));
        web.at("pub.test/d", status(302, "Location: //user:pw@pub.test/"));

        assertFailed(fetch("pub.test/a"), FetchProblem.ADDRESS_FORBIDDEN);
        assertFailed(fetch("pub.test/b"), FetchProblem.REDIRECT_FORBIDDEN);
        assertFailed(fetch("pub.test/c"), FetchProblem.REDIRECT_FORBIDDEN);
        assertFailed(fetch("pub.test/d"), FetchProblem.REDIRECT_FORBIDDEN);
        assertThat(canary.requests()).isEmpty();
    }

    @Test
    void fiveRedirectsAreFollowedAndNoSixth() {
        for (int hop = 1; hop <= 6; hop++) {
            web.at("pub.test/" + hop, status(302, "Location: /" + (hop - 1)));
        }
        web.at("pub.test/0", ok("text/xml", "<rss/>"));

        assertThat(fetch("pub.test/5")).isInstanceOf(Fetched.class);
        assertFailed(fetch("pub.test/6"), FetchProblem.REDIRECTED_TOO_OFTEN);
    }

    @Test
    void aRedirectLoopEnds() {
        web.at("pub.test/loop", status(301, "Location: /loop"));

        assertFailed(fetch("pub.test/loop"), FetchProblem.REDIRECTED_TOO_OFTEN);
        assertThat(web.requests("pub.test/loop")).hasSize(1);
    }

    @Test
    void neitherCookiesNorOtherHeadersTravelAlong() {
        web.at(
                "pub.test/a",
                status(302, "Location: " + url("other.test/b", web), "Set-Cookie: a=b; Path=/"));
        web.at("other.test/b", ok("text/xml", "<rss/>"));

        fetch("pub.test/a");

        assertThat(web.requests("other.test/b").getFirst().headers().keySet())
                .containsExactlyInAnyOrder(
                        "host", "user-agent", "accept", "accept-encoding", "connection");
    }

    @Test
    void aGzippedFeedIsDecodedAndABombIsNot() throws IOException {
        web.at(
                "pub.test/fine",
                ok(
                        "text/xml",
                        gzip("<rss/>".getBytes(StandardCharsets.UTF_8)),
                        "Content-Encoding: gzip"));
        web.at(
                "pub.test/bomb",
                ok("text/xml", gzip(new byte[64_000_000]), "Content-Encoding: gzip"));
        web.at(
                "pub.test/twice",
                ok("text/xml", gzip(gzip(new byte[10])), "Content-Encoding: gzip, gzip"));
        web.at("pub.test/br", ok("text/xml", new byte[10], "Content-Encoding: br"));
        web.at("pub.test/lie", ok("text/xml", "<rss/>", "Content-Encoding: gzip"));

        assertThat(fetch("pub.test/fine"))
                .isInstanceOfSatisfying(
                        Fetched.class,
                        fetched -> assertThat(fetched.body()).asString().isEqualTo("<rss/>"));
        assertFailed(fetch("pub.test/bomb"), FetchProblem.TOO_LARGE);
        assertFailed(fetch("pub.test/twice"), FetchProblem.ENCODING_UNKNOWN);
        assertFailed(fetch("pub.test/br"), FetchProblem.ENCODING_UNKNOWN);
        assertFailed(fetch("pub.test/lie"), FetchProblem.ENCODING_UNKNOWN);
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    @Test
    void anEndlessBodyEndsAtTheBound() {
        web.at(
                "pub.test/endless",
                (request, out) -> {
                    head(out, 200, "Content-Type: text/xml", "Transfer-Encoding: chunked", "");
                    byte[] chunk =
                            ("1000\r\n" + "x".repeat(4096) + "\r\n")
                                    .getBytes(StandardCharsets.ISO_8859_1);
                    while (true) {
                        out.write(chunk);
                    }
                });

        assertFailed(fetch("pub.test/endless"), FetchProblem.TOO_LARGE);
    }

    @Test
    void aBodyThatTricklesEndsWithTheTime() throws InterruptedException {
        web.at(
                "pub.test/drip",
                (request, out) -> {
                    head(out, 200, "Content-Type: text/xml", "Content-Length: 1000", "");
                    drip(out, "x");
                });

        assertFailed(fetch("pub.test/drip"), FetchProblem.TIMED_OUT);
        assertThat(hungUp.await(PATIENCE, TimeUnit.SECONDS)).as("the client hung up").isTrue();
    }

    @Test
    void headersThatTrickleEndWithTheTime() throws InterruptedException {
        web.at(
                "pub.test/slow",
                (request, out) -> {
                    head(out, 200);
                    drip(out, "X-Header: 1\r\n");
                });

        assertFailed(fetch("pub.test/slow"), FetchProblem.TIMED_OUT);
        assertThat(hungUp.await(PATIENCE, TimeUnit.SECONDS)).as("the client hung up").isTrue();
    }

    @Test
    void headersThatNeverEndEndAtTheBound() throws InterruptedException {
        web.at(
                "pub.test/many",
                (request, out) -> {
                    head(out, 200);
                    try {
                        while (true) {
                            out.write("X-Header: 1\r\n".getBytes(StandardCharsets.ISO_8859_1));
                        }
                    } catch (IOException broken) {
                        hungUp.countDown();
                        throw broken;
                    }
                });

        assertThat(fetch("pub.test/many")).isInstanceOf(Failed.class);
        assertThat(hungUp.await(PATIENCE, TimeUnit.SECONDS)).as("the client hung up").isTrue();
    }

    /** Never ends by itself: one piece at a time, until the client hangs up. */
    private void drip(OutputStream out, String piece) throws IOException {
        try {
            while (!hungUp.await(DROP_MILLIS, TimeUnit.MILLISECONDS)) {
                out.write(piece.getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            }
        } catch (IOException broken) {
            hungUp.countDown();
            throw broken;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aBodyShorterThanPromisedIsNoBody() {
        web.at(
                "pub.test/short",
                (request, out) -> {
                    head(out, 200, "Content-Type: text/xml", "Content-Length: 1000", "");
                    out.write("<rss/>".getBytes(StandardCharsets.ISO_8859_1));
                });

        assertFailed(fetch("pub.test/short"), FetchProblem.CONNECTION_FAILED);
    }

    @Test
    void aSlowOrUnknownNameEndsLikeAClosedPort() {
        names.put(
                "unknown.test",
                host -> {
                    throw new UnknownHostException(host);
                });
        names.put("closed.test", host -> addresses("127.0.0.1"));
        canary.close();

        assertFailed(fetch("unknown.test/feed"), FetchProblem.NAME_NOT_FOUND);
        assertFailed(
                fetch("closed.test/feed", canary, Validators.NONE), FetchProblem.CONNECTION_FAILED);
    }

    @Test
    void fiveHundredAddressesAreAllCheckedAndFewTried() throws Exception {
        InetAddress[] many = new InetAddress[500];
        Arrays.fill(many, InetAddress.getByName("127.0.0.1"));
        GuardedNames names = new GuardedNames(host -> many, address -> true);

        assertThat(names.resolve("many.test")).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"204", "206", "400", "404", "500"})
    void onlyTwoHundredIsAFeed(int status) {
        web.at("pub.test/feed", answer(status, new byte[0]));

        assertFailed(fetch("pub.test/feed"), FetchProblem.STATUS_UNEXPECTED);
    }

    @Test
    void goneAndNotModifiedAreSaid() {
        web.at("pub.test/gone", status(410));
        web.at("pub.test/same", status(304));

        assertThat(fetch("pub.test/gone")).isInstanceOf(FetchResult.Gone.class);
        assertThat(fetch("pub.test/same", web, new Validators("\"1\"", null)))
                .isInstanceOf(FetchResult.NotModified.class);
        assertThat(web.requests("pub.test/same").getFirst().headers())
                .containsEntry("if-none-match", "\"1\"");
    }

    @ParameterizedTest
    @CsvSource({
        "120,                            PT2M",
        "1,                              PT1M",
        "-5,                             ",
        "315360000,                      PT24H",
        "99999999999999999999,           ",
        "'Fri, 20 Nov 2026 13:00:00 GMT', PT1H",
        "'Fri, 20 Nov 2020 13:00:00 GMT', PT1M",
        "'Fri, 20 Nov 2099 13:00:00 GMT', PT24H",
        "soon,                           "
    })
    void aWaitIsReadAndClamped(String header, String wait) {
        web.at("pub.test/feed", status(503, "Retry-After: " + header));

        assertThat(fetch("pub.test/feed"))
                .isEqualTo(
                        new Failed(
                                FetchProblem.ASKED_TO_WAIT,
                                wait == null ? null : Duration.parse(wait)));
    }
}
