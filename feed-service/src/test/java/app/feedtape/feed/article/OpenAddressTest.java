package app.feedtape.feed.article;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/",
                "https://example.com/feed",
                "http://example.com:8080/news/rss.xml?format=rss&lang=en",
                "https://www.example.org/2026/11/21/a-long-title-of-an-article/feed/",
                "https://example.com/blog/category/internationalization?page=2",
                "https://example.com/feeds/videos.xml?playlist=news24"
            })
    void anAddressWithoutAnythingSecretIsOpen(String url) {
        assertThat(OpenAddress.isOpen(url)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://ann:word@example.com/feed",
                "https://ann@example.com",
                "https://example.com/rss?auth=abc",
                "https://example.com/rss?ACCESS_TOKEN=1",
                "https://example.com/rss?x=1&member_id=77",
                "https://example.com/private/feed",
                "https://api.example.com/feed/private/9f2kd83hs0a7.rss",
                "https://example.com/f/6f9619ff-8b86-d011-b42d-00cf4fc964ff/rss",
                "https://example.com/f/zyxwvutsrqponmlkjihgfedcbazyxw/rss",
                "https://example.com/rss?4c1a9de0b7f24c1a9de0b7f2"
            })
    void anAddressThatMayHoldACredentialIsNot(String url) {
        assertThat(OpenAddress.isOpen(url)).isFalse();
    }
}
