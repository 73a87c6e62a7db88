package app.feedtape.web.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

class RequestContextTest {

    @Test
    void aValidRequestIdIsKept() {
        assertThat(RequestContext.accept("app-7.2_x", null).requestId()).isEqualTo("app-7.2_x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "x\r\nX-User-Role: admin",
                "${jndi:ldap://canary}",
                "<script>",
                "é"
            })
    void anythingElseIsReplaced(String requestId) {
        assertThat(RequestContext.accept(requestId, null).requestId())
                .isNotEqualTo(requestId)
                .hasSize(36);
        assertThat(RequestContext.accept("x".repeat(129), null).requestId()).hasSize(36);
    }

    @Test
    void theTraceGoesOnWithASpanOfOurOwn() {
        String incoming = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        String kept = RequestContext.accept(null, incoming).traceparent();
        assertThat(kept).startsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-").endsWith("-01");
        assertThat(kept).isNotEqualTo(incoming).hasSameSizeAs(incoming);
        assertThat(
                        RequestContext.accept(
                                        null,
                                        incoming.replace('4', '0').replaceAll("[a-f1-9]", "0"))
                                .traceparent())
                .doesNotContain("00000000000000000000000000000000");
    }

    @Test
    void nothingOfARequestIsLeftOnTheThreadAfterIt() {
        try (RequestContext.Scope _ = new RequestContext("r1", "t1").open()) {
            assertThat(MDC.get(RequestContext.REQUEST_ID_KEY)).isEqualTo("r1");
        }
        assertThat(MDC.get(RequestContext.REQUEST_ID_KEY)).isNull();
    }
}
