package app.feedtape.localstack.launcher;

import app.feedtape.localstack.launcher.settings.Room;
import app.feedtape.localstack.launcher.settings.StackSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What parts say, readable; `--raw` shows the lines as they were written. */
final class Logs implements Command {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int LAST = 200;
    private static final int LAST_OF_EACH = 20;

    @Override
    public int run(StackSettings settings, List<String> words) {
        var names = words.stream().filter(word -> !word.startsWith("-")).toList();
        var chosen = choose(settings, names);
        boolean raw = words.contains("--raw");
        var tails = new LinkedHashMap<String, FileTail>();
        chosen.forEach((name, file) -> tails.put(name, new FileTail(file)));
        int last = names.isEmpty() ? LAST_OF_EACH : LAST;
        tails.forEach((name, tail) -> {
            var lines = everything(tail);
            print(
                    tails.size() > 1 ? name : "",
                    lines.subList(Math.max(0, lines.size() - last), lines.size()),
                    raw);
        });
        while (words.contains("-f")) {
            tails.forEach(
                    (name, tail) -> print(tails.size() > 1 ? name : "", tail.newLines(), raw));
            pause();
        }
        return 0;
    }

    private static Map<String, Path> choose(StackSettings settings, List<String> names) {
        var all = new LinkedHashMap<String, Path>();
        for (Room room : Room.values()) {
            all.put(room.service(), settings.logs().resolve(room.service() + ".log"));
        }
        all.put("world", settings.logs().resolve("world.log"));
        all.put("supervisor", settings.logs().resolve("supervisor.log"));
        List.of("postgres", "kafka", "redis")
                .forEach(engine ->
                        all.put(engine, settings.data().resolve(engine).resolve("server.log")));
        if (names.isEmpty()) {
            return all;
        }
        var name = Room.named(names.getFirst()).map(Room::service).orElse(names.getFirst());
        var file = all.get(name);
        if (file == null) {
            throw new Refused(
                    "No part is called %s; there are %s."
                            .formatted(name, String.join(", ", all.keySet())));
        }
        if (!Files.exists(file)) {
            throw new Refused("%s has said nothing yet.".formatted(name));
        }
        return Map.of(name, file);
    }

    private static List<String> everything(FileTail tail) {
        var all = new java.util.ArrayList<String>();
        for (var lines = tail.newLines(); !lines.isEmpty(); lines = tail.newLines()) {
            all.addAll(lines);
        }
        return all;
    }

    private static void print(String name, List<String> lines, boolean raw) {
        var prefix = name.isEmpty() ? "" : "%-16s ".formatted(name);
        lines.forEach(line -> System.out.println(prefix + (raw ? line : readable(line))));
    }

    private static String readable(String line) {
        if (!line.startsWith("{")) {
            return line;
        }
        try {
            var entry = JSON.readTree(line);
            var logger = entry.path("logger_name").asString("");
            var trace = entry.path("stack_trace").asString("");
            return "%s %-5s %s: %s%s"
                    .formatted(
                            entry.path("@timestamp").asString(""),
                            entry.path("level").asString(""),
                            logger.substring(logger.lastIndexOf('.') + 1),
                            entry.path("message").asString(""),
                            trace.isEmpty() ? "" : System.lineSeparator() + trace.strip());
        } catch (JacksonException notJson) {
            return line;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(200));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Refused("Interrupted", interrupted);
        }
    }
}
