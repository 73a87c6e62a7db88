package app.feedtape.localstack.launcher.supervisor;

import app.feedtape.localstack.launcher.settings.StackSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How the Java processes of the stack are started: for a laptop, so memory and start-up before peak
 * throughput. A start-up cache is only good for the flags it was trained with, so both runs take
 * them from here.
 */
final class JavaCommand {
    /**
     * What costs nothing anywhere: small headers, caches mapped where they were made instead of
     * relocated at each start, and silence about cached code that does not fit.
     */
    static final List<String> LIGHT =
            List.of(
                    "-XX:+UseCompactObjectHeaders",
                    "-XX:+UnlockDiagnosticVMOptions",
                    "-XX:ArchiveRelocationMode=0",
                    "-Xlog:aot*=error");

    private static final List<String> FLAGS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-Xmx512m",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-Duser.timezone=UTC");

    private static final List<String> FOR_A_LAPTOP = List.of("-XX:TieredStopAtLevel=1");

    private JavaCommand() {}

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /**
     * With its cache, if it has one; one that does not fit is skipped by the JVM. Behind the
     * engines, which all of them wait for: on few cores the broker would be the last to be ready.
     * With {@code FEEDTAPE_JVM=production} the code is compiled as the images do it, and runs
     * behind nobody, which is what a measurement wants.
     */
    static List<String> run(Layout layout, StackSettings settings) {
        return settings.value("FEEDTAPE_JVM").orElse("").equals("production")
                ? words(layout, settings.data(), useCache(layout))
                : nice(5, command(layout, settings.data(), useCache(layout)));
    }

    static List<String> useCache(Layout layout) {
        return layout.isTrained() ? List.of("-XX:AOTCache=" + layout.cache()) : List.of();
    }

    /** The run that a cache is learnt from; it writes what it saw when it ends. */
    static List<String> record(Layout layout, Path data, Path configuration) {
        return behindOthers(command(layout, data, recording(configuration)));
    }

    static List<String> recording(Path configuration) {
        return List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + configuration);
    }

    private static List<String> command(Layout layout, Path data, List<String> cacheFlags) {
        return words(
                layout, data, Stream.concat(FOR_A_LAPTOP.stream(), cacheFlags.stream()).toList());
    }

    private static List<String> words(Layout layout, Path data, List<String> more) {
        var words = new ArrayList<String>();
        words.add(java());
        words.addAll(FLAGS);
        words.addAll(LIGHT);
        words.add(Leavings.mark(data));
        words.addAll(more);
        words.addAll(layout.start());
        return words;
    }

    /** Makes the cache from what was recorded; */
    static List<String> create(Layout layout, Path data, Path configuration, Path cache) {
        return behindOthers(
                command(
                        layout,
                        data,
                        List.of(
                                "-XX:AOTMode=create",
                                "-XX:AOTConfiguration=" + configuration,
                                "-XX:AOTCache=" + cache)));
    }

    /** Behind everything else on the machine. */
    static List<String> behindOthers(List<String> words) {
        return nice(19, words);
    }

    private static List<String> nice(int by, List<String> words) {
        var all = new ArrayList<>(List.of("nice", "-n", Integer.toString(by)));
        all.addAll(words);
        return all;
    }
}
