package app.feedtape.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every synchronous call between services stands in docs/calls.md, and no service makes one any
 * other way.
 */
class CallsTableTest {

    private static final Pattern SERVICE_CALL =
            Pattern.compile("new ServiceCall\\(\\s*\"([a-z-]+)\",\\s*\"([A-Z]+)\",\\s*\"([^\"?]+)");

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module :
                List.of(
                        "common-web",
                        "common-messaging",
                        "gateway",
                        "auth-service",
                        "feed-service",
                        "tts-service",
                        "billing-service",
                        "admin-service")) {
            Path main = RunningSystem.root().resolve(module).resolve("src/main/java");
            try (Stream<Path> files = Files.walk(main)) {
                sources.addAll(files.filter(file -> file.toString().endsWith(".java")).toList());
            }
        }
        return sources;
    }

    @Test
    void everyCallIsInTheTable() throws IOException {
        String table = Files.readString(RunningSystem.root().resolve("docs/calls.md"));
        List<String> calls = new ArrayList<>();
        for (Path source : sources()) {
            Matcher call = SERVICE_CALL.matcher(Files.readString(source));
            while (call.find()) {
                calls.add(call.group(2) + " " + call.group(3).replaceAll("%s.*", ""));
                assertThat(table)
                        .as("docs/calls.md has a row for %s (%s)", call.group(3), source)
                        .contains("`" + call.group(2) + " " + call.group(3).replaceAll("%s.*", ""));
            }
        }
        assertThat(calls).as("calls found in the sources").isNotEmpty();
    }

    @Test
    void internalAddressesAreCalledOnlyThroughTheServiceClient() throws IOException {
        for (Path source : sources()) {
            String text = Files.readString(source);
            if (text.contains("HttpRequest.newBuilder")
                    && !source.toString().contains("common-web")) {
                assertThat(text).as("%s", source).doesNotContain("\"/internal/");
            }
        }
    }
}
