package app.feedtape.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * docs/identity.md draws only calls that exist, and docs/identity-faults.md names only tests that
 * exist, for every case of the catalogue's sections that are identity's.
 */
class IdentityPagesTest {

    private static final Pattern CALL =
            Pattern.compile("\\b(GET|POST|PUT|PATCH|DELETE) (/[a-z0-9/{}._-]*[a-z0-9}])");
    private static final Pattern MAPPING =
            Pattern.compile(
                    "@(Get|Post|Put|Patch|Delete|Request)Mapping\\((?:[^()\"]*)\"([^\"]*)\"");
    private static final Pattern CONTROLLER =
            Pattern.compile("@RequestMapping\\((?:[^()\"]*)\"([^\"]+)\"");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([A-Z]\\d+) \\|(.*)\\|$");
    private static final Pattern TEST = Pattern.compile("`(\\w+)\\.(\\w+)`");

    /** The cases of the fault catalogue, J to T; what is missing between the numbers has none. */
    private static final String CASES =
            """
            J3 J4 J5 J6 J7 J8 J9 J10 J12 J13 J14 J15 J16 J17 J18 J19 J20 J21
            R1 R5 R6 R7 R8 R10 R11 R12 R14 R15 R16 R17 R18 R19 R20
            O1 O2 O3 O4 O5 O6 O7 O9 O10 O12 O14 O15 O16 O17 O18 O19 O20 O21 O22
            S1 S2 S3 S4 S5 M7 M8 M18
            L2 L3 L4 L5 L6 L7 L8 L9 L11 L12 L13 L14 L16
            P1 P2 P3 P5 P6 P7 P8 P9 P11 P12 P13 P14
            T2 T3 T4 T5 T6 T9 T10 T11 T12 T13 T14
            M2 M3 M5 M6
            """;

    private static List<Path> sources(String kind) throws IOException {
        try (Stream<Path> modules = Files.list(RunningSystem.root())) {
            List<Path> sources = new ArrayList<>();
            for (Path module : modules.filter(Files::isDirectory).toList()) {
                Path folder = module.resolve("src/" + kind + "/java");
                if (Files.isDirectory(folder)) {
                    try (Stream<Path> files = Files.walk(folder)) {
                        sources.addAll(
                                files.filter(file -> file.toString().endsWith(".java")).toList());
                    }
                }
            }
            return sources;
        }
    }

    private static String page(String name) throws IOException {
        return Files.readString(RunningSystem.root().resolve("docs").resolve(name));
    }

    @Test
    void everyCallInThePicturesExists() throws IOException {
        Set<String> mapped = new TreeSet<>();
        for (Path source : sources("main")) {
            String text = Files.readString(source);
            Matcher controller = CONTROLLER.matcher(text);
            String prefix = controller.find() ? controller.group(1) : "";
            if (!prefix.isEmpty()) {
                mapped.add(prefix);
            }
            Matcher mapping = MAPPING.matcher(text);
            while (mapping.find()) {
                mapped.add(mapping.group(2));
                mapped.add(prefix + mapping.group(2));
            }
        }
        Matcher call = CALL.matcher(page("identity.md"));
        Set<String> drawn = new TreeSet<>();
        while (call.find()) {
            drawn.add(call.group(2));
            assertThat(mapped)
                    .as("docs/identity.md draws %s", call.group())
                    .contains(call.group(2));
        }
        assertThat(drawn).hasSizeGreaterThan(15);
    }

    @Test
    void everyCaseIsHeldByATestThatExists() throws IOException {
        Set<String> tests = new TreeSet<>();
        for (Path source : sources("test")) {
            String name = source.getFileName().toString().replace(".java", "");
            Matcher method = Pattern.compile("void (\\w+)\\(").matcher(Files.readString(source));
            while (method.find()) {
                tests.add(name + "." + method.group(1));
            }
        }
        Set<String> held = new TreeSet<>();
        Matcher row = ROW.matcher(page("identity-faults.md"));
        while (row.find()) {
            List<String> named = new ArrayList<>();
            Matcher test = TEST.matcher(row.group(2));
            while (test.find()) {
                named.add(test.group(1) + "." + test.group(2));
            }
            assertThat(named).as("tests of %s", row.group(1)).isNotEmpty();
            assertThat(tests).as("tests of %s", row.group(1)).containsAll(named);
            held.add(row.group(1));
        }
        assertThat(held)
                .containsAll(
                        Stream.of(CASES.split("\\s+"))
                                .filter(id -> !id.isBlank())
                                .collect(Collectors.toSet()));
    }
}
