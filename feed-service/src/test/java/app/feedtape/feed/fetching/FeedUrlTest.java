package app.feedtape.feed.fetching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeedUrlTest {

    @ParameterizedTest
    @CsvSource({
        "HTTP://Example.COM,                      http://example.com/",
        "https://example.com:443/feed,            https://example.com/feed",
        "http://example.com:80,                   http://example.com/",
        "http://example.com:8080/f,               http://example.com:8080/f",
        "https://example.com/feed#top,            https://example.com/feed",
        "https://example.com./feed,               https://example.com/feed",
        "https://example.com/%7Euser/%c3%a9,      https://example.com/~user/%C3%A9",
        "https://example.com/é?q=ü,               https://example.com/%C3%A9?q=%C3%BC",
        "https://example.com/a/../b/./c,          https://example.com/b/c",
        "https://example.com/../../b,             https://example.com/b",
        "https://example.com/a//b,                https://example.com/a//b",
        "https://example.com/a?,                  https://example.com/a",
        "https://bücher.example/feed,             https://xn--bcher-kva.example/feed",
        "https://BÜCHER.example/feed,             https://xn--bcher-kva.example/feed",
        "https://xn--bcher-kva.example/feed,      https://xn--bcher-kva.example/feed",
        "https://💩.example/,                      https://xn--ls8h.example/",
        "https://аpple.example/,                  https://xn--pple-43d.example/",
        "http://93.184.215.14/feed,               http://93.184.215.14/feed"
    })
    void thereIsOneCanonicalForm(String written, String canonical) {
        FeedUrl url = FeedUrl.parse(written);

        assertThat(url.text()).isEqualTo(canonical);
        assertThat(FeedUrl.parse(url.text())).as("canonical already").isEqualTo(url);
    }

    @Test
    void aTrailingSlashDoesNotTellFeedsApartButIsAskedFor() {
        assertThat(FeedUrl.parse("https://example.com/feed/").key())
                .isEqualTo(FeedUrl.parse("https://example.com/feed").key());
        assertThat(FeedUrl.parse("https://example.com/feed/").text())
                .isEqualTo("https://example.com/feed/");
        assertThat(FeedUrl.parse("https://example.com/feed?a").key())
                .isNotEqualTo(FeedUrl.parse("https://example.com/feed?b").key());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "feed",
                "//example.com/",
                "file:///etc/passwd",
                "FILE:///etc/passwd",
                "ftp://example.com/",
                "gopher://example.com/",
                "jar:http://example.com/!/",
                "netdoc:///etc/passwd",
                "dict://example.com/",
                "ldap://example.com/",
                "mailto:a@example.com",
                "data:text/xml,x",
                "javascript:alert(1)",
                "feed://example.com/",
                " http://example.com",
                "\thttp://example.com",
                "ht\ntp://example.com",
                "http://example.com ",
                "http://pub.test\\@127.0.0.1/",
                "http://127.0.0.1:80#\\@pub.test/",
                "http://1.1.1.1 &@2.2.2.2# @3.3.3.3/",
                "http://user:pw@example.com",
                "http://user@example.com/",
                "http://@example.com/",
                "http:127.0.0.1/",
                "http:///127.0.0.1",
                "http:/example.com",
                "http://pub.test%00.127.0.0.1",
                "http://exam%70le.com/",
                "http://example.com:22/",
                "http://example.com:25/",
                "http://example.com:6379/",
                "http://example.com:5432/",
                "http://example.com:9092/",
                "http://example.com:65536/",
                "http://example.com:0/",
                "http://example.com:-1/",
                "http://example.com:80:80/",
                "http://example.com:8080a/",
                "http://example.com/\r\nSET x 1\r\n",
                "http://example.com/%0d%0aSET%20x",
                "http://example.com/%zz",
                "http://example.com/%00",
                "http://xn--/",
                "http://xn--a.example/",
                "http://-a.example/",
                "http://a..example/",
                "http://.example.com/",
                "http://[::1",
                "http://[::1%25eth0]/",
                "http://[zz]/"
            })
    void whatPartiesCouldReadDifferentlyIsRefused(String written) {
        assertThatThrownBy(() -> FeedUrl.parse(written)).isInstanceOf(InvalidFeedUrl.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "http://127.1/",
                "http://0/",
                "http://2130706433/",
                "http://0x7f.0.0.1/",
                "http://0177.0.0.1/",
                "http://127.0.0.1./",
                "http://１２７.0.0.1/",
                "http://127。0。0。1/",
                "http://10.0.0.1/",
                "http://172.16.0.1/",
                "http://192.168.0.1/",
                "http://169.254.169.254/",
                "http://100.64.0.1/",
                "http://198.18.0.1/",
                "http://192.0.0.8/",
                "http://240.0.0.1/",
                "http://255.255.255.255/",
                "http://224.2.3.4/",
                "http://[::1]/",
                "http://[::]/",
                "http://[fe80::1]/",
                "http://[fd00:ec2::254]/",
                "http://[fec0::1]/",
                "http://[ff02::2]/",
                "http://[::ffff:127.0.0.1]/",
                "http://[::127.0.0.1]/",
                "http://[64:ff9b::7f00:1]/",
                "http://[2002:7f00:1::]/",
                "http://localhost/",
                "http://LOCALHOST/",
                "http://localhost./",
                "http://printer/",
                "http://nas.local/",
                "http://metadata.google.internal/",
                "http://a.localhost/"
            })
    void whatIsNotOnThePublicWebIsRefusedBeforeAnybodyIsAsked(String written) {
        assertThatThrownBy(() -> FeedUrl.parse(written)).isInstanceOf(InvalidFeedUrl.class);
    }

    @Test
    void whatIsTooLongIsRefused() {
        assertThatThrownBy(() -> FeedUrl.parse("https://example.com/" + "a".repeat(2048)))
                .isInstanceOf(InvalidFeedUrl.class);
        assertThatThrownBy(() -> FeedUrl.parse("https://" + "a".repeat(64) + ".example/"))
                .isInstanceOf(InvalidFeedUrl.class);
        assertThatThrownBy(() -> FeedUrl.parse("https://" + "a".repeat(300) + ".example/"))
                .isInstanceOf(InvalidFeedUrl.class);
    }

    @Test
    void anAddressIsNotPrintedByAccident() {
        assertThat(FeedUrl.parse("https://example.com/private-token").toString())
                .doesNotContain("token");
    }
}
