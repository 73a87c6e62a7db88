package app.feedtape.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class WireErrorsTest {

    private final EmbeddedChannel channel =
            new EmbeddedChannel(new WireErrors(JsonMapper.shared()));

    @ParameterizedTest
    @CsvSource({
        "400, MALFORMED_REQUEST",
        "408, MALFORMED_REQUEST",
        "413, PAYLOAD_TOO_LARGE",
        "414, URI_TOO_LONG",
        "431, HEADERS_TOO_LARGE"
    })
    void whatTheServerRefusesByItselfHasTheCodeOfItsReason(int status, String code) {
        channel.writeOutbound(
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status)));
        FullHttpResponse answer = channel.readOutbound();
        assertThat(answer.status().code()).isEqualTo(status);
        assertThat(
                        JsonMapper.shared()
                                .readTree(answer.content().toString(StandardCharsets.UTF_8))
                                .at("/error/code")
                                .asString())
                .isEqualTo(code);
        answer.release();
    }
}
