package app.feedtape.web.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.matchesPattern;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import app.feedtape.web.decision.Decision;
import app.feedtape.web.decision.Decisions;
import app.feedtape.web.decision.Subject;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.token.Caller;
import app.feedtape.web.token.ServiceCaller;
import app.feedtape.web.token.TokenVerifier;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.jayway.jsonpath.JsonPath;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * One envelope for everything that can go wrong at a service's edge, and nothing open by accident.
 */
@SpringBootTest(
        properties = {
            "feedtape.service=edge-service",
            "feedtape.service-secret=0123456789012345678901234567890123456789",
            "feedtape.decision-secret=rpXyt6uY02FeLGimLjDPFMjd+5xhRGkuZ5o7Lq1Ic7Y=",
            "feedtape.services[auth-service]=http://127.0.0.1:9",
            "spring.web.resources.add-mappings=false",
            "spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
        })
@AutoConfigureMockMvc
class EdgeTest {

    @Autowired private MockMvc mvc;

    record Body(
            @JsonProperty("title") @Size(min = 1, max = 3) String title,
            @JsonProperty("count") int count) {}

    @SpringBootApplication
    @org.springframework.context.annotation.Import(EdgeController.class)
    static class EdgeApplication {}

    @RestController
    static class EdgeController {
        @PublicEndpoint
        @GetMapping("/open/{id}")
        String open(@PathVariable UUID id, @RequestParam(defaultValue = "1") int page) {
            return id + " " + page;
        }

        @PublicEndpoint
        @PostMapping("/open")
        String take(@Valid @RequestBody Body body) {
            return body.title();
        }

        @PublicEndpoint
        @GetMapping("/broken")
        String broken() {
            throw new IllegalStateException("secret detail: select * from account");
        }

        @PublicEndpoint
        @GetMapping("/refused")
        String refused() {
            throw ErrorCode.QUOTA_EXCEEDED
                    .because("Enough for today.")
                    .with("limit", 20000)
                    .with("resets_at", null)
                    .withHeader("Retry-After", "60");
        }

        @PublicEndpoint
        @GetMapping("/refused/{code}")
        String refusedWith(@PathVariable ErrorCode code) {
            throw code.because("No.");
        }

        @GetMapping("/closed")
        String closed(Caller caller) {
            return caller.accountId().toString();
        }

        @GetMapping("/internal/thing")
        String internal(ServiceCaller caller) {
            return caller.name();
        }
    }

    @Autowired private List<TokenVerifier> verifiers;

    @Autowired private Decisions decisions;

    @Test
    void whatDoesNotSayItIsPublicNeedsAToken() throws Exception {
        assertThat(verifiers).hasSize(1);
        mvc.perform(get("/closed"))
                .andExpect(status().isUnauthorized())
                .andExpect(jsonPath("$.error.code").value("UNAUTHENTICATED"))
                .andExpect(jsonPath("$.request_id").exists());
        mvc.perform(get("/closed").header("Authorization", "Bearer a", "Bearer b"))
                .andExpect(status().isUnauthorized());
        mvc.perform(get("/closed").param("access_token", "a")).andExpect(status().isUnauthorized());
        mvc.perform(get("/internal/thing").header("Authorization", "Bearer a.b.c"))
                .andExpect(status().isUnauthorized());
    }

    @Test
    void theRequestIdIsTheSameInHeaderAndBody() throws Exception {
        mvc.perform(get("/nowhere").header("X-Request-Id", "abc-1"))
                .andExpect(status().isNotFound())
                .andExpect(header().string("X-Request-Id", "abc-1"))
                .andExpect(jsonPath("$.request_id").value("abc-1"))
                .andExpect(jsonPath("$.error.code").value("NOT_FOUND"))
                .andExpect(jsonPath("$.message").exists());
        mvc.perform(get("/nowhere").header("X-Request-Id", "${jndi:x}"))
                .andExpect(header().string("X-Request-Id", matchesPattern("[0-9a-f-]{36}")));
    }

    @Test
    void anUnexpectedFailureTellsNothingOfItself() throws Exception {
        String body =
                mvc.perform(get("/broken"))
                        .andExpect(status().isInternalServerError())
                        .andReturn()
                        .getResponse()
                        .getContentAsString();
        assertThat(body).contains("INTERNAL_ERROR").doesNotContain("secret", "select", "Exception");
    }

    @Test
    void aRefusalCarriesItsDetailsAndHeaders() throws Exception {
        mvc.perform(get("/refused"))
                .andExpect(status().isPaymentRequired())
                .andExpect(header().string("Retry-After", "60"))
                .andExpect(jsonPath("$.error.details.limit").value(20000))
                .andExpect(jsonPath("$.error.details.resets_at").isEmpty());
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void every402And429NamesItsDecisionAndNothingElseDoes(ErrorCode code) throws Exception {
        String body =
                mvc.perform(get("/refused/" + code).header("X-Forwarded-For", "10.1.2.3, 10.9.8.7"))
                        .andExpect(status().is(code.status()))
                        .andExpect(jsonPath("$.error.code").value(code.name()))
                        .andReturn()
                        .getResponse()
                        .getContentAsString();
        if (!code.isExplained()) {
            assertThat(body).doesNotContain("decision_id");
            return;
        }
        String id = JsonPath.read(body, "$.error.details.decision_id");
        Decision decision = decisions.find(id).orElseThrow();
        assertThat(decision.code()).isEqualTo(code.name());
        assertThat(decision.decidedBy()).isEqualTo("edge-service");
        // A stranger is known by what our own gateway saw, which is the right-most.
        assertThat(decision.subject()).isEqualTo(Subject.network("10.9.8.7"));
    }

    @Test
    void wrongMethodsAndMediaTypesAreNamed() throws Exception {
        mvc.perform(delete("/open"))
                .andExpect(status().isMethodNotAllowed())
                .andExpect(jsonPath("$.error.code").value("METHOD_NOT_ALLOWED"));
        mvc.perform(post("/open").contentType(MediaType.TEXT_PLAIN).content("x"))
                .andExpect(status().isUnsupportedMediaType());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "\"x\"",
                "",
                "{\"title\":\"a\",\"title\":\"b\",\"count\":1}",
                "{\"title\":\"a\",\"count\":1} x"
            })
    void bodiesThatAreNotTheJsonAskedForAreMalformed(String body) throws Exception {
        mvc.perform(post("/open").contentType(MediaType.APPLICATION_JSON).content(body))
                .andExpect(status().isBadRequest());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"title\":\"toolong\",\"count\":1}",
                "{\"title\":\"a\",\"count\":\"1\"}",
                "{\"title\":\"a\",\"count\":1.5}",
                "{\"title\":\"a\",\"count\":null}",
                "{\"title\":{\"$ne\":\"\"},\"count\":1}",
                "{\"title\":[\"a\"],\"count\":1}",
                "{\"title\":7,\"count\":1}"
            })
    void aMemberOfTheWrongFormIsNamed(String body) throws Exception {
        mvc.perform(post("/open").contentType(MediaType.APPLICATION_JSON).content(body))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.error.code").value("VALIDATION_FAILED"))
                .andExpect(jsonPath("$.error.details.fields[0].field").exists());
    }

    @Test
    void anIdThatIsNoneIsNotFoundAndAWrongParameterIsNamed() throws Exception {
        mvc.perform(get("/open/1")).andExpect(status().isNotFound());
        mvc.perform(get("/open/" + UUID.randomUUID()).param("page", "abc"))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.error.details.fields[0].field").value("page"));
    }
}
