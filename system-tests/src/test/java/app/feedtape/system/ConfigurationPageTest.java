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

/** docs/configuration.md names every environment variable that a service reads, and no other. */
class ConfigurationPageTest {

    private static final Pattern READ = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]+)[:}]");
    private static final Pattern NAMED = Pattern.compile("(?m)^\\| `([A-Z][A-Z0-9_]+)`");

    static Set<String> variablesOfTheServices() throws IOException {
        Set<String> names = new TreeSet<>();
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
            Path resources = RunningSystem.root().resolve(module).resolve("src/main/resources");
            try (Stream<Path> files = Files.walk(resources)) {
                for (Path file : files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                    Matcher variable = READ.matcher(Files.readString(file));
                    while (variable.find()) {
                        names.add(variable.group(1));
                    }
                }
            }
        }
        return names;
    }

    @Test
    void thePageNamesEveryVariableAndNoOther() throws IOException {
        Set<String> named = new TreeSet<>();
        Matcher row =
                NAMED.matcher(
                        Files.readString(RunningSystem.root().resolve("docs/configuration.md")));
        while (row.find()) {
            named.add(row.group(1));
        }
        assertThat(named).isEqualTo(variablesOfTheServices());
    }
}
