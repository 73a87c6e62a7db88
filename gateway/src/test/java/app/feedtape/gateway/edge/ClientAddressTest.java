package app.feedtape.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

class ClientAddressTest {

    private static MockServerHttpRequest from(String remote, String... forwardedFor) {
        MockServerHttpRequest.BaseBuilder<?> request =
                MockServerHttpRequest.get("/").remoteAddress(new InetSocketAddress(remote, 1));
        for (String line : forwardedFor) {
            request.header("X-Forwarded-For", line);
        }
        return (MockServerHttpRequest) ((MockServerHttpRequest.BodyBuilder) request).build();
    }

    @Test
    void withoutAProxyOfOursHeadersAreNotBelieved() {
        assertThat(new ClientAddress(0).of(from("192.0.2.1", "198.51.100.7")))
                .isEqualTo("192.0.2.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | 198.51.100.7 | 198.51.100.7",
                "1 | 203.0.113.9, 198.51.100.7 | 198.51.100.7",
                "2 | 203.0.113.9, 198.51.100.7 | 203.0.113.9",
                "3 | 203.0.113.9, 198.51.100.7 | 192.0.2.1",
                "1 | evil.example | 192.0.2.1",
                "1 | 198.51.100.7:4711 | 198.51.100.7",
                "1 | [2001:db8::1]:4711 | 2001:db8:0:0:0:0:0:1",
                "1 | 2001:db8::1 | 2001:db8:0:0:0:0:0:1",
                "1 | ::ffff:198.51.100.7 | 198.51.100.7",
            })
    void asManyHopsAreBelievedAsAreOurs(int hops, String header, String expected) {
        assertThat(new ClientAddress(hops).of(from("192.0.2.1", header))).isEqualTo(expected);
    }

    @Test
    void manyLinesAreOneList() {
        assertThat(new ClientAddress(1).of(from("192.0.2.1", "203.0.113.9", "198.51.100.7")))
                .isEqualTo("198.51.100.7");
    }
}
