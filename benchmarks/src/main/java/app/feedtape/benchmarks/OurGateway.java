package app.feedtape.benchmarks;

import app.feedtape.localstack.engines.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Our gateway as its image has it: the packaged jar, extracted, with the flags of its Dockerfile,
 * within the memory that Kubernetes gives it, with a start-up cache learnt from a run with traffic.
 */
final class OurGateway {

    private static final Path MODULE = Path.of("gateway").toAbsolutePath();
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"");
    private static final String MEMORY = "-XX:MaxRAM=640m";

    private final GatewayStage stage;
    private final Path layout;
    private final List<String> flags;

    OurGateway(GatewayStage stage) throws IOException {
        this.stage = stage;
        this.layout = stage.home().resolve("layout");
        this.flags = flags();
        Programs.run(
                List.of(
                        java(),
                        "-Djarmode=tools",
                        "-jar",
                        MODULE.resolve("target/gateway.jar").toString(),
                        "extract",
                        "--destination",
                        layout.toString()));
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** What stands in the Dockerfile between {@code java} and {@code -jar}. */
    private static List<String> flags() throws IOException {
        String entrypoint =
                Files.readAllLines(MODULE.resolve("Dockerfile")).stream()
                        .filter(line -> line.startsWith("ENTRYPOINT"))
                        .findFirst()
                        .orElseThrow();
        List<String> words =
                WORD.matcher(entrypoint)
                        .results()
                        .map((MatchResult word) -> word.group(1))
                        .toList();
        List<String> all = new ArrayList<>(words.subList(1, words.indexOf("-jar")));
        all.removeIf(flag -> flag.startsWith("-XX:AOTCache"));
        all.add(MEMORY);
        String more = System.getenv("BENCHMARK_JAVA_FLAGS");
        if (more != null) {
            all.addAll(List.of(more.split(" ")));
        }
        return all;
    }

    /** Learns the start-up cache. */
    void train(Wrk wrk) throws IOException {
        try (Contender learning =
                start("training", List.of("-XX:AOTCacheOutput=" + cache()), true)) {
            stage.publishFacts();
            wrk.asFastAsItGoes(learning.url(), 0, 5);
        }
        if (!Files.exists(cache())) {
            throw new IOException("No start-up cache was written");
        }
    }

    private Path cache() {
        return stage.home().resolve("gateway.aot");
    }

    Contender start() throws IOException {
        return start("gateway", useCache(), true);
    }

    /** On all cores, as nobody holds it back when it is to be ready soon. */
    Contender startFree() throws IOException {
        return start("start", useCache(), false);
    }

    private List<String> useCache() {
        return Files.exists(cache()) ? List.of("-XX:AOTCache=" + cache()) : List.of();
    }

    private Contender start(String name, List<String> more, boolean bound) throws IOException {
        List<String> words = new ArrayList<>(List.of(java()));
        words.addAll(flags);
        words.addAll(more);
        words.addAll(List.of("-jar", layout.resolve("gateway.jar").toString()));
        return begin(name, words, bound);
    }

    private Contender begin(String name, List<String> words, boolean bound) throws IOException {
        int port = Ports.free();
        int management = Ports.free();
        Map<String, String> settings = new TreeMap<>(stage.settings());
        settings.put("PORT", String.valueOf(port));
        settings.put("MANAGEMENT_PORT", String.valueOf(management));
        Contender contender =
                Contender.start(
                        new Contender.Plan(
                                name,
                                words,
                                settings,
                                port,
                                "http://127.0.0.1:" + management + "/actuator/health/readiness",
                                stage.redisPid()),
                        stage.home().resolve(name));
        if (bound) {
            Affinity.of(Affinity.MEASURED).move(contender.process().pid());
        }
        return contender;
    }

    /** The same without identity, facts and limits: what proxying alone costs. */
    Contender startPlain() throws IOException {
        List<String> words = new ArrayList<>(List.of(java()));
        words.addAll(flags);
        words.addAll(
                List.of(
                        "-cp",
                        MODULE.resolve("target/test-classes")
                                + ":"
                                + MODULE.resolve("target/classes")
                                + ":"
                                + Files.readString(MODULE.resolve("target/test.classpath")).strip(),
                        "app.feedtape.gateway.PlainProxying"));
        return begin("plain", words, true);
    }
}
