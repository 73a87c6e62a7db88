package app.feedtape.gateway.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.gateway.FakeService;
import app.feedtape.gateway.Fakes;
import app.feedtape.gateway.GatewayTest;
import app.feedtape.test.TestToken;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;

/** Asks for the home screen, before services that answer as the real ones do. */
abstract class QueryClient extends GatewayTest {

    static final String FEED = "0193e000-0000-7000-8000-00000000000";

    static final String HOME =
            """
            query Home($feeds: Int! = 50) {
              me { id email roles settings { voice speed } }
              feeds(limit: $feeds) { items { id title unread_count } next_cursor unread_count }
              subscription { subscription { status trial_ends_at } plan { name limits { feeds } } }
              usage { usage { characters feeds seats } limits { api_calls_per_day } unavailable }
            }
            """;

    private static final String ME =
            """
            {"id":"0193e000-0000-7000-8000-000000000001",
             "settings":{"voice":"Lucia","speed":1.0,"language":"auto","quality":"standard"},
             "email":"ada@example.com","email_verified":true,"name":"Ada","roles":["listener"],
             "organizations":[],"created_at":"2026-11-01T00:00:00Z"}
            """;
    private static final String SUBSCRIPTION =
            """
            {"subscription":{"status":"trialing","source":"signup",
               "started_at":"2026-11-20T00:00:00Z","current_period_start":null,
               "current_period_end":null,"cancel_at":null,
               "trial_ends_at":"2026-11-27T00:00:00Z"},
             "plan":{"name":"free","display_name":"Free","description":"To begin with","prices":[],
               "limits":{"characters_per_day":20000,"feeds":3,"voice_engines":["standard"],
                 "jobs_per_month":10,"kept_audio_mb":100,"api_calls_per_day":5000,
                 "api_keys":false,"seats":1,"rate_limits":{}},
               "features":{},"trial_days":7}}
            """;
    private static final String LIMITS =
            """
            {"usage":{"characters":1,"minutes":0.001,"requests":1,"api_calls":40},
             "limits":{"characters":20000,"minutes":20.0,"characters_per_day":20000,"feeds":3,
               "voice_engines":["standard"],"jobs_per_month":10,"kept_audio_mb":100,
               "api_calls_per_day":5000000000,"api_keys":false,"seats":1},
             "period":{"kind":"daily","day":"2026-11-21","starts_at":"2026-11-21T00:00:00Z",
               "resets_at":"2026-11-22T00:00:00Z"}}
            """;
    private static final String SPEECH =
            """
            {"period":"daily","usage":{"characters":1234,"minutes":1,"requests":4},
             "limits":{"characters":20000,"minutes":20,"requests":null},"characters_held":500,
             "resets_at":"2026-11-22T00:00:00Z",
             "jobs":{"used":2,"limit":10,"resets_at":"2026-12-01T00:00:00Z"},
             "kept_audio":{"used_mb":12,"limit_mb":100},"history":[]}
            """;

    /** One of the calls of which the home screen is made. */
    record Part(FakeService service, String path, String body) {
        void answers() {
            service.json("GET", path, 200, body);
        }
    }

    static final List<Part> PARTS =
            List.of(
                    new Part(Fakes.AUTH, "/api/me", ME),
                    new Part(Fakes.FEED, "/api/feeds", feeds(3)),
                    new Part(Fakes.FEED, "/api/usage/feeds", "{\"feeds\":3}"),
                    new Part(Fakes.BILLING, "/api/subscription/me", SUBSCRIPTION),
                    new Part(Fakes.BILLING, "/api/subscription/usage", LIMITS),
                    new Part(Fakes.TTS, "/api/tts/usage", SPEECH));

    /** As feed-service answers them, the newest first; two of them of one moment. */
    static String feeds(int count) {
        StringBuilder all = new StringBuilder("[");
        for (int i = count; i > 0; i--) {
            all.append(
                    """
                    {"id":"%s%d","url":"https://f.example/%d","title":"Tape %d",
                     "created_at":"2026-11-%02dT00:00:00Z","status":"ok","last_fetched_at":null,
                     "unread_count":%d,"site_url":null,"image_url":null}%s
                    """
                            .formatted(FEED, i, i, i, 10 + i / 2, i, i == 1 ? "" : ","));
        }
        return all.append("]").toString();
    }

    @BeforeEach
    @AfterEach
    void everybodyAnswers() {
        PARTS.forEach(Part::answers);
    }

    HttpResponse<String> query(String query, Map<String, ?> variables, TestToken token) {
        return send(asking(query, variables).header("Authorization", token.bearer()));
    }

    HttpRequest.Builder asking(String query, Map<String, ?> variables) {
        String body = JSON.writeValueAsString(Map.of("query", query, "variables", variables));
        return request("/graphql")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    /** What was answered, where something was. */
    static JsonNode answered(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        return JSON.readTree(response.body());
    }

    /** The same, with nothing missing. */
    static JsonNode whole(HttpResponse<String> response) {
        JsonNode answer = answered(response);
        assertThat(answer.has("errors")).as(response.body()).isFalse();
        return answer.path("data");
    }

    /** The reason why one field is missing; there is no other. */
    static JsonNode missing(HttpResponse<String> response, String field, String code) {
        JsonNode answer = answered(response);
        assertThat(answer.path("data").path(field).isNull()).as(response.body()).isTrue();
        List<JsonNode> errors =
                answer.path("errors")
                        .valueStream()
                        .filter(error -> error.at("/path/0").asString().equals(field))
                        .toList();
        assertThat(errors).as(response.body()).hasSize(1);
        JsonNode reason = errors.getFirst().path("extensions");
        assertThat(reason.path("code").asString()).isEqualTo(code);
        assertThat(response.headers().firstValue("X-Request-Id"))
                .hasValue(reason.path("request_id").asString());
        return reason;
    }
}
