package app.feedtape.gateway.me;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.gateway.Fakes;
import app.feedtape.gateway.GatewayTest;
import app.feedtape.test.TestToken;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class UsageTest extends GatewayTest {

    private static final String BILLING =
            """
            {"usage":{"characters":1,"minutes":0.001,"requests":1,"api_calls":40},
             "limits":{"characters":20000,"minutes":20.0,"feeds":3,"jobs_per_month":10},
             "period":{"kind":"daily","day":"2026-11-21","starts_at":"2026-11-21T00:00:00Z",
               "resets_at":"2026-11-22T00:00:00Z"}}
            """;
    private static final String TTS =
            """
            {"period":"daily","usage":{"characters":1234,"minutes":1,"requests":4},
             "limits":{"characters":20000,"minutes":20,"requests":null},"characters_held":500,
             "resets_at":"2026-11-22T00:00:00Z",
             "jobs":{"used":2,"limit":10,"resets_at":"2026-12-01T00:00:00Z"},
             "kept_audio":{"used_mb":12,"limit_mb":100},"history":[]}
            """;

    @BeforeEach
    @AfterEach
    void everybodyAnswers() {
        Fakes.BILLING.json("GET", "/api/subscription/usage", 200, BILLING);
        Fakes.TTS.json("GET", "/api/tts/usage", 200, TTS);
        Fakes.FEED.json("GET", "/api/usage/feeds", 200, "{\"feeds\":3}");
    }

    @Test
    void whatIsUsedIsToldByWhoCountsIt() {
        TestToken token = listener();
        HttpResponse<String> response = get("/api/subscription/usage", token);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(JSON.readTree(response.body()))
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"usage":{"characters":1234,"minutes":1.234,"requests":4,
                                   "characters_held":500,"jobs":2,"feeds":3,
                                   "kept_audio_mb":12,"api_calls":40,"seats":1},
                                 "limits":{"characters":20000,"minutes":20.0,"feeds":3,
                                   "jobs_per_month":10},
                                 "period":{"kind":"daily","day":"2026-11-21",
                                   "starts_at":"2026-11-21T00:00:00Z",
                                   "resets_at":"2026-11-22T00:00:00Z"},
                                 "unavailable":[]}
                                """));
        assertThat(get("/v1/subscription/usage", token).body()).isEqualTo(response.body());
        assertThat(Fakes.FEED.last("/api/usage/feeds").header("authorization"))
                .isEqualTo(Fakes.TTS.last("/api/tts/usage").header("authorization"));
    }

    @ParameterizedTest
    @CsvSource({
        "tts,     /api/tts/usage,          /usage/characters, /usage/feeds",
        "feed,    /api/usage/feeds,        /usage/feeds,      /usage/characters",
        "billing, /api/subscription/usage, /limits,           /usage/jobs"
    })
    void whatADeadServiceWouldHaveSaidIsNullAndNeverZeroAndTheRestIsThere(
            String service, String path, String missing, String there) {
        switch (service) {
            case "tts" -> Fakes.TTS.json("GET", path, 500, "{}");
            case "feed" -> Fakes.FEED.json("GET", path, 200, "{}");
            default -> Fakes.BILLING.json("GET", path, 503, "{}");
        }
        HttpResponse<String> response = get("/api/subscription/usage", listener());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode usage = JSON.readTree(response.body());
        assertThat(usage.at(missing).isNull()).isTrue();
        assertThat(usage.at(there).isNumber()).isTrue();
        assertThat(usage.path("unavailable").valueStream().map(JsonNode::asString))
                .containsExactly(service);
    }

    @Test
    void anAnswerThatLacksAnythingNeededOfItIsNone() {
        Fakes.TTS.json("GET", "/api/tts/usage", 200, TTS.replace("\"characters_held\":500,", ""));
        JsonNode usage = JSON.readTree(get("/api/subscription/usage", listener()).body());
        assertThat(usage.at("/usage/characters").isNull()).isTrue();
        assertThat(usage.at("/usage/characters_held").isNull()).isTrue();
        assertThat(usage.path("unavailable").valueStream().map(JsonNode::asString))
                .containsExactly("tts");
    }

    @Test
    void whenNobodyAnswersItIsUnavailable() {
        Fakes.TTS.json("GET", "/api/tts/usage", 500, "{}");
        Fakes.FEED.json("GET", "/api/usage/feeds", 500, "{}");
        Fakes.BILLING.json("GET", "/api/subscription/usage", 500, "{}");
        assertRefused(get("/api/subscription/usage", listener()), 503, "UPSTREAM_UNAVAILABLE");
    }
}
