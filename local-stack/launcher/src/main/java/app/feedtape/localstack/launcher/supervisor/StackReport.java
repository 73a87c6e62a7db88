package app.feedtape.localstack.launcher.supervisor;

import app.feedtape.localstack.launcher.Refused;
import app.feedtape.localstack.launcher.supervisor.StackStatus.PartStatus;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Tells people line by line and programs by a file, replaced whole, how the stack is doing. */
final class StackReport {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private final PrintStream out;
    private final Map<String, PartStatus> parts = new LinkedHashMap<>();
    private String state = StackStatus.STARTING;
    private String message = "";

    StackReport(Path data, PrintStream out) {
        this.file = data.resolve("state.json");
        this.out = out;
    }

    synchronized void say(String line) {
        out.println(line);
    }

    synchronized void starting(Part part) {
        parts.put(part.name(), new PartStatus("starting", 0, 0));
        save();
    }

    synchronized void ready(Part part, Duration took) {
        parts.put(part.name(), new PartStatus("ready", part.pid(), took.toMillis()));
        say(
                String.format(
                        Locale.ROOT,
                        "  %-16s ready in %5.1f s   %s",
                        part.name(),
                        took.toMillis() / 1000.0,
                        part.address()));
        save();
    }

    synchronized void ended(Part part, Duration pause) {
        parts.put(part.name(), new PartStatus("starting", 0, 0));
        say(
                "  %-16s ended by itself, starting again in %d ms"
                        .formatted(part.name(), pause.toMillis()));
        save();
    }

    synchronized void failed(Part part, String reason) {
        parts.put(part.name(), new PartStatus("failed", 0, 0));
        say("  %-16s failed: %s".formatted(part.name(), reason));
        save();
    }

    /** The first start is over. */
    synchronized void settled() {
        state = StackStatus.READY;
        save();
    }

    synchronized void gaveUp(String reason) {
        state = StackStatus.FAILED;
        message = reason;
        save();
    }

    synchronized void down() {
        state = StackStatus.DOWN;
        parts.clear();
        save();
    }

    private void save() {
        boolean allReady = parts.values().stream().allMatch(part -> part.state().equals("ready"));
        var shown = state.equals(StackStatus.READY) && !allReady ? StackStatus.STARTING : state;
        var status =
                new StackStatus(
                        shown, message, ProcessHandle.current().pid(), new LinkedHashMap<>(parts));
        try {
            var beside = file.resolveSibling("state.json.new");
            Files.writeString(beside, JSON.writeValueAsString(status));
            Files.move(
                    beside,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new Refused("Cannot write %s: %s".formatted(file, failure.getMessage()), failure);
        }
    }
}
