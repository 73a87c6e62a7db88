package app.feedtape.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * CPU seconds that the parts of a stack have taken so far, from {@code /proc}: on a machine that is
 * shared they say more than the clock.
 *
 * @param seconds by part, ended children included
 */
record CpuTimes(Map<String, Double> seconds) {

    private static final double TICKS_A_SECOND = 100;
    private static final List<String> PARTS =
            List.of(
                    "gateway",
                    "auth-service",
                    "billing-service",
                    "feed-service",
                    "tts-service",
                    "admin-service",
                    "world",
                    "broker",
                    "postgres",
                    "redis");

    /** One process: whose child it is and what it has taken. */
    private record Process(long parent, String words, double seconds) {}

    /** Of the stack with this data, and of this process as the load's own. */
    static CpuTimes of(Path data) {
        Map<Long, Process> all = processes();
        Map<String, Double> seconds = new TreeMap<>();
        all.forEach((id, process) -> {
            String part = partOf(id, all, data.toString());
            if (!part.isEmpty()) {
                seconds.merge(part, process.seconds(), Double::sum);
            }
        });
        return new CpuTimes(seconds);
    }

    private static String partOf(long id, Map<Long, Process> all, String data) {
        if (id == ProcessHandle.current().pid()) {
            return "load";
        }
        for (Process at = all.get(id); at != null; at = all.get(at.parent())) {
            if (at.words().contains(data)) {
                String words = at.words();
                return PARTS.stream()
                        .filter(part -> isIn(words, part))
                        .findFirst()
                        .orElse("launcher");
            }
        }
        return "";
    }

    /** By what it runs: a jar or folder of that name, or an engine's folder of data. */
    private static boolean isIn(String words, String part) {
        return words.contains("/" + part + ".jar")
                || words.contains("app.feedtape." + part + ".")
                || words.contains("/" + part + "-server")
                || words.contains("/" + part + "/")
                || words.contains("/" + part + "-");
    }

    private static Map<Long, Process> processes() {
        try (Stream<Path> folders = Files.list(Path.of("/proc"))) {
            Map<Long, Process> all = new HashMap<>();
            folders.filter(folder -> folder.getFileName().toString().matches("[0-9]+"))
                    .forEach(folder -> read(folder, all));
            return all;
        } catch (IOException notLinux) {
            return Map.of();
        }
    }

    private static void read(Path folder, Map<Long, Process> into) {
        try {
            String stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            double ticks = 0;
            for (int field = 11; field <= 14; field++) {
                ticks += Long.parseLong(fields[field]);
            }
            String words = Files.readString(folder.resolve("cmdline"), StandardCharsets.ISO_8859_1);
            into.put(
                    Long.parseLong(folder.getFileName().toString()),
                    new Process(Long.parseLong(fields[1]), words, ticks / TICKS_A_SECOND));
        } catch (IOException ended) {
            // Between the list and the look.
        }
    }

    /** What was taken since then. */
    CpuTimes since(CpuTimes before) {
        Map<String, Double> taken = new TreeMap<>();
        seconds.forEach((part, now) -> {
            double difference = now - before.seconds.getOrDefault(part, 0.0);
            if (difference >= 1 / TICKS_A_SECOND) {
                taken.put(part, difference);
            }
        });
        return new CpuTimes(taken);
    }

    double total() {
        return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Milliseconds each, the dearest first. */
    String perRequest(int requests) {
        return seconds.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .map(part ->
                        String.format(
                                Locale.ROOT,
                                "%s %.2f",
                                part.getKey(),
                                part.getValue() * 1_000 / requests))
                .collect(Collectors.joining(", "));
    }
}
