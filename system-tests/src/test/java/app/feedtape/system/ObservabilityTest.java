package app.feedtape.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Alerts and dashboard ask for metrics that somebody says. */
class ObservabilityTest {

    private static final Path ROOT = RunningSystem.root();
    private static final Pattern ASKED =
            Pattern.compile("\\b((?:feedtape|http_server|resilience4j|hikaricp|jvm)_[a-z0-9_]+)");
    private static final Pattern SAID =
            Pattern.compile(
                    "(counter|gauge\\w*|[cC]ounter\\.builder|[gG]auge\\.builder)\\(\\s*\"(feedtape\\.[a-z.]+)\"");
    private static final Pattern BASE_UNIT = Pattern.compile("baseUnit\\(\"([a-z]+)\"\\)");

    /** What Spring Boot, HikariCP and resilience4j say by themselves. */
    private static final Set<String> OF_THE_FRAMEWORKS =
            Set.of(
                    "http_server_requests_seconds_count",
                    "http_server_requests_seconds_sum",
                    "resilience4j_circuitbreaker_state",
                    "hikaricp_connections_pending",
                    "jvm_memory_used_bytes",
                    "jvm_memory_max_bytes");

    private static Set<String> said() throws IOException {
        Set<String> names = new TreeSet<>(OF_THE_FRAMEWORKS);
        try (Stream<Path> files = Files.walk(ROOT, 14)) {
            for (Path file :
                    files.filter(it -> it.toString().endsWith(".java"))
                            .filter(it -> it.toString().contains("/src/main/"))
                            .toList()) {
                String source = Files.readString(file);
                Matcher meter = SAID.matcher(source);
                while (meter.find()) {
                    String name = meter.group(2).replace('.', '_');
                    boolean counts = meter.group(1).toLowerCase().startsWith("counter");
                    String end = source.substring(meter.end(), source.indexOf(';', meter.end()));
                    Matcher unit = BASE_UNIT.matcher(end);
                    names.add(
                            name
                                    + (unit.find() ? "_" + unit.group(1) : "")
                                    + (counts ? "_total" : ""));
                }
            }
        }
        return names;
    }

    @Test
    void nothingIsAskedForThatNobodySays() throws IOException {
        Set<String> said = said();
        for (String file : List.of("alerts.yaml", "dashboard.json")) {
            Set<String> asked = new TreeSet<>();
            Matcher metric =
                    ASKED.matcher(Files.readString(ROOT.resolve("observability").resolve(file)));
            while (metric.find()) {
                asked.add(metric.group(1));
            }
            assertThat(asked).as(file).isNotEmpty();
            assertThat(said).as(file).containsAll(asked);
        }
    }
}
