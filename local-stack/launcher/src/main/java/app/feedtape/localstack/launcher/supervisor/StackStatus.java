package app.feedtape.localstack.launcher.supervisor;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What the supervisor last said; worth nothing unless the supervisor is alive. */
public record StackStatus(
        @JsonProperty("state") String state,
        @JsonProperty("message") String message,
        @JsonProperty("supervisor") long supervisor,
        @JsonProperty("parts") Map<String, PartStatus> parts) {
    public static final String READY = "ready";
    public static final String STARTING = "starting";
    public static final String DOWN = "down";

    /** Only between supervisor and `up`: the start was given up and everything ended. */
    public static final String FAILED = "failed";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final StackStatus NOTHING = new StackStatus(DOWN, "", 0, Map.of());

    /**
     * One part: `starting`, `ready` or `failed`; `readyMs` from its own start to its first answer.
     */
    public record PartStatus(
            @JsonProperty("state") String state,
            @JsonProperty("pid") long pid,
            @JsonProperty("ready_ms") long readyMs) {}

    /** What is true now for the stack in a folder. */
    public static StackStatus of(Path data) {
        return SupervisorLock.isHeld(data) ? read(data) : NOTHING;
    }

    /** The last words of a supervisor, alive or not. */
    public static StackStatus read(Path data) {
        var file = data.resolve("state.json");
        try {
            return Files.exists(file)
                    ? JSON.readValue(Files.readString(file), StackStatus.class)
                    : NOTHING;
        } catch (IOException | JacksonException unreadable) {
            return NOTHING;
        }
    }

    public boolean isReady() {
        return state.equals(READY);
    }
}
