package app.feedtape.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.test.TestIdentity;
import app.feedtape.web.decision.Decisions;
import app.feedtape.web.decision.Subject;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.request.RequestContext;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ErrorAnswersTest {

    private final JsonMapper json = JsonMapper.builder().build();
    private final Decisions decisions =
            new Decisions(TestIdentity.DECISION_SECRET, "gateway", Clock.systemUTC(), () -> null);

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void every402And429NamesItsDecisionAndNothingElseDoes(ErrorCode code) {
        MockServerWebExchange exchange =
                MockServerWebExchange.from(MockServerHttpRequest.get("/anything"));
        new Visit(RequestContext.accept(null, null), "10.9.8.7", ForkJoinPool.commonPool())
                .attachTo(exchange);
        new ErrorAnswers(json, decisions)
                .handle(exchange, code.because("No."))
                .block(Duration.ofSeconds(10));
        assertThat(exchange.getResponse().getStatusCode().value()).isEqualTo(code.status());
        JsonNode body =
                json.readTree(
                        exchange.getResponse().getBodyAsString().block(Duration.ofSeconds(10)));
        JsonNode id = body.at("/error/details/decision_id");
        assertThat(id.isString()).isEqualTo(code.isExplained());
        if (code.isExplained()) {
            assertThat(decisions.find(id.stringValue()))
                    .hasValueSatisfying(decision -> {
                        assertThat(decision.code()).isEqualTo(code.name());
                        assertThat(decision.subject()).isEqualTo(Subject.network("10.9.8.7"));
                    });
        }
    }
}
