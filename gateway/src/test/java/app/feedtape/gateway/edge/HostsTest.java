package app.feedtape.gateway.edge;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.feedtape.web.problem.Refusal;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;

class HostsTest {

    private final Hosts hosts =
            new Hosts(
                    URI.create("https://feedtape.example"),
                    List.of("Other.example", "inside.example:18080"));

    private void check(String host) {
        HttpHeaders headers = new HttpHeaders();
        headers.add(HttpHeaders.HOST, host);
        hosts.check(headers, InetSocketAddress.createUnresolved("gateway", 8080));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "feedtape.example",
                "FeedTape.Example:443",
                "feedtape.example:8080",
                "other.example",
                "other.example:443",
                "inside.example:18080"
            })
    void ourNamesAndPortsAreAnswered(String host) {
        assertThatCode(() -> check(host)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "feedtape.example:6379",
                "feedtape.example:",
                "feedtape.example:0443",
                "inside.example",
                "inside.example:443",
                "localhost",
                "evil.example",
                ""
            })
    void everyOtherIsNot(String host) {
        assertThatThrownBy(() -> check(host)).isInstanceOf(Refusal.class);
    }
}
