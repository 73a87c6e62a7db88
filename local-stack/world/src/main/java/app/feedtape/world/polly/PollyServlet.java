package app.feedtape.world.polly;

import app.feedtape.world.polly.Calls.Call;
import app.feedtape.world.polly.Faults.Fault;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Polly on {@code /v1/speech} and {@code /v1/voices}, what CloudWatch says of it, and the calls
 * that drive it: {@code GET _calls?since=}, {@code GET}, {@code POST}, {@code DELETE _faults},
 * {@code DELETE _charges}. Mount it at {@code /polly/*}, on a connector that also speaks HTTP/2
 * with prior knowledge: the AWS async client does so even on http://.
 */
public final class PollyServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_BODY = 1 << 18;

    private final transient JsonMapper json = JsonMapper.builder().build();
    private final transient LocalVoice voice;
    private final transient Clock clock;
    private final transient Calls calls = new Calls();
    private final transient Charges charges;
    private final transient Metrics metrics;
    private final transient Faults faults = new Faults();
    private final transient Map<Engine, EngineQuota> quotas = new EnumMap<>(Engine.class);

    /**
     * @param voice who speaks, see {@link LocalVoice#of}; closed with this servlet
     * @param clock the world's, for the times in {@code _calls}
     */
    public PollyServlet(LocalVoice voice, Clock clock) {
        this(voice, clock, Optional.empty());
    }

    /**
     * @param data where the bill is kept over restarts
     */
    public PollyServlet(LocalVoice voice, Clock clock, Optional<Path> data) {
        this.charges = new Charges(data);
        this.metrics = new Metrics(charges);
        this.voice = voice;
        this.clock = clock;
        for (Engine engine : Engine.values()) {
            quotas.put(engine, new EngineQuota(engine));
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String requestId = UUID.randomUUID().toString();
        response.setHeader("x-amzn-RequestId", requestId);
        String path = request.getPathInfo() == null ? "/" : request.getPathInfo();
        try {
            switch (request.getMethod() + " " + path) {
                case "POST /v1/speech" -> speech(request, response, requestId);
                case "GET /v1/voices" -> write(response, voices(request));
                case "POST " + Metrics.PATH -> metrics.answer(request, response);
                case "DELETE /_charges" -> {
                    charges.clear();
                    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
                }
                case "GET /_calls" -> write(response, calls.since(since(request)));
                case "GET /_faults" -> write(response, faults.list());
                case "POST /_faults" -> {
                    faults.order(body(request));
                    write(response, faults.list());
                }
                case "DELETE /_faults" -> {
                    faults.clear();
                    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
                }
                default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
            }
        } catch (PollyProblem problem) {
            refuse(response, problem);
        }
    }

    @Override
    public void destroy() {
        voice.close();
    }

    private void speech(HttpServletRequest http, HttpServletResponse response, String requestId)
            throws IOException {
        Instant at = clock.instant();
        JsonNode body = body(http);
        SpeechRequest request;
        @Nullable Fault fault;
        EngineQuota quota;
        try {
            requireSignature(http);
            request = SpeechRequest.of(body);
            quota = quotas.getOrDefault(request.engine(), new EngineQuota(request.engine()));
            quota.enter();
        } catch (PollyProblem problem) {
            calls.record(refused(at, body, problem, requestId));
            throw problem;
        }
        try {
            fault = faults.next().orElse(null);
            strikeBeforeTheAnswer(fault);
            Call accepted = accepted(at, body, request, requestId);
            calls.record(accepted);
            charges.add(accepted.at(), accepted.characters());
            stream(request, response, fault);
        } catch (PollyProblem problem) {
            calls.record(refused(at, body, problem, requestId));
            throw problem;
        } finally {
            quota.leave();
        }
    }

    private void stream(SpeechRequest request, HttpServletResponse response, @Nullable Fault fault)
            throws IOException {
        try {
            Answer answer = new Answer(request, response, fault);
            answer.begin();
            voice.speak(request, answer);
        } catch (Answer.Enough wellFormed) {
            response.flushBuffer();
        }
    }

    private static void requireSignature(HttpServletRequest http) {
        String authorization = http.getHeader("Authorization");
        if (authorization == null || !authorization.startsWith("AWS4-HMAC-SHA256 ")) {
            throw PollyProblem.denied(
                    "MissingAuthenticationTokenException", "Missing Authentication Token");
        }
    }

    private static void strikeBeforeTheAnswer(@Nullable Fault fault) throws IOException {
        if (fault == null) {
            return;
        }
        switch (fault.mode()) {
            case STALL, CUT, SHORT, TRICKLE, LENGTH, EMPTY, JSON, HTML -> {}
            default -> Answer.pause(fault.ms());
        }
        switch (fault.mode()) {
            case THROTTLE -> throw PollyProblem.throttled();
            case ERROR -> throw PollyProblem.failed();
            case DENIED ->
                    throw PollyProblem.denied(
                            "ExpiredTokenException",
                            "The security token included in the request is expired");
            case TOO_LONG ->
                    throw PollyProblem.refused(
                            "TextLengthExceededException", "Maximum text length has been exceeded");
            case SSML -> throw PollyProblem.refused("InvalidSsmlException", "Invalid SSML request");
            case LANGUAGE ->
                    throw PollyProblem.refused(
                            "LanguageNotSupportedException",
                            "The language specified is not currently supported");
            case ENGINE ->
                    throw PollyProblem.refused(
                            "EngineNotSupportedException",
                            "This voice does not support the selected engine");
            default -> {}
        }
    }

    private Call accepted(Instant at, JsonNode body, SpeechRequest request, String requestId) {
        return call(
                at,
                body,
                request.script().characters(),
                HttpServletResponse.SC_OK,
                null,
                requestId);
    }

    private Call refused(Instant at, JsonNode body, PollyProblem problem, String requestId) {
        return call(at, body, 0, problem.status(), problem.type(), requestId);
    }

    private Call call(
            Instant at,
            JsonNode body,
            int characters,
            int status,
            @Nullable String error,
            String requestId) {
        return new Call(
                at,
                text(body, "Text"),
                text(body, "TextType"),
                text(body, "VoiceId"),
                text(body, "Engine"),
                characters,
                "json".equals(text(body, "OutputFormat")),
                status,
                error,
                requestId);
    }

    private static @Nullable String text(JsonNode body, String name) {
        JsonNode value = body.get(name);
        return value == null || !value.isString() ? null : value.stringValue();
    }

    private static Map<String, Object> voices(HttpServletRequest request) {
        String engineName = request.getParameter("Engine");
        @Nullable Engine engine = engineName == null ? null : Engine.named(engineName);
        String language = request.getParameter("LanguageCode");
        List<Map<String, Object>> found = new ArrayList<>();
        for (PollyVoice one : PollyVoice.ALL) {
            boolean spoken = language == null || one.languageCode().equals(language);
            if (spoken && (engine == null || one.engines().contains(engine))) {
                found.add(description(one));
            }
        }
        return Map.of("Voices", found);
    }

    private static Map<String, Object> description(PollyVoice one) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("Gender", one.female() ? "Female" : "Male");
        description.put("Id", one.id());
        description.put("LanguageCode", one.languageCode());
        description.put("LanguageName", one.languageName());
        description.put("Name", one.name());
        description.put(
                "SupportedEngines", one.engines().stream().sorted().map(Engine::wireName).toList());
        return description;
    }

    private static Instant since(HttpServletRequest request) {
        String since = request.getParameter("since");
        try {
            return since == null ? Instant.EPOCH : Instant.parse(since);
        } catch (DateTimeParseException notATime) {
            throw PollyProblem.invalid("since is an ISO 8601 instant");
        }
    }

    private JsonNode body(HttpServletRequest request) throws IOException {
        byte[] bytes = request.getInputStream().readNBytes(LONGEST_BODY);
        try {
            JsonNode node = json.readTree(bytes);
            if (node.isObject()) {
                return node;
            }
        } catch (JacksonException notJson) {
            throw PollyProblem.refused("SerializationException", "The body is not JSON");
        }
        throw PollyProblem.refused("SerializationException", "The body is not a JSON object");
    }

    private void write(HttpServletResponse response, Object body) throws IOException {
        response.setContentType("application/json");
        response.getOutputStream().write(json.writeValueAsBytes(body));
    }

    private void refuse(HttpServletResponse response, PollyProblem problem) throws IOException {
        response.setStatus(problem.status());
        response.setContentType("application/json");
        response.setHeader("x-amzn-ErrorType", problem.type());
        String message = String.valueOf(problem.getMessage());
        response.getOutputStream().write(json.writeValueAsBytes(Map.of("message", message)));
    }
}
