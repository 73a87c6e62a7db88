package app.feedtape.localstack.launcher.supervisor;

import app.feedtape.localstack.engines.ChildProcesses;
import app.feedtape.localstack.engines.ChildProcesses.Command;
import app.feedtape.localstack.engines.KafkaEngine;
import app.feedtape.localstack.launcher.Refused;
import app.feedtape.localstack.launcher.settings.Room;
import app.feedtape.localstack.launcher.settings.StackSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What one Java process runs from: a folder of plain jars whose name holds a hash of their content.
 * A jar of jars starts a second slower and can have no start-up cache, and jars below `target`
 * change under a running process when somebody builds.
 *
 * @param start the last words of the command line, which name the class path
 */
record Layout(String name, Path folder, List<String> start) {
    static final String WORLD = "world";
    static final String BROKER = "broker";

    /** A service's production jar, extracted. */
    static Layout of(Room room, StackSettings settings) {
        var service = room.service();
        var jar = settings.root().resolve(service).resolve("target").resolve(service + ".jar");
        var shelf = new LayoutShelf(settings.layouts());
        var folder = shelf.folder(service, List.of(jar), beside -> extract(jar, beside, settings));
        var plain =
                new Layout(
                        service,
                        folder,
                        List.of("-jar", folder.resolve(jar.getFileName()).toString()));
        // What was made ahead is used from the moment a start with it was learnt, and so proven.
        return plain.isTrained() && Files.exists(SpringAot.jarIn(folder))
                ? plain.withSpringAot()
                : plain;
    }

    /** The same, started with the bean definitions that {@link SpringAot} made. */
    Layout withSpringAot() {
        return new Layout(name, folder, SpringAot.start(folder, folder.resolve(name + ".jar")));
    }

    static Layout world(StackSettings settings) {
        return module(WORLD, settings, List.of("app.feedtape.world.WorldMain"));
    }

    static Layout broker(StackSettings settings) {
        return module(BROKER, settings, List.of(KafkaEngine.MAIN));
    }

    /** A module of local-stack with the libraries that its build puts beside it. */
    private static Layout module(String name, StackSettings settings, List<String> mainClass) {
        var target = settings.root().resolve("local-stack").resolve(name).resolve("target");
        var jars = LayoutShelf.jarsIn(target, target.resolve("lib"));
        var folder =
                new LayoutShelf(settings.layouts())
                        .folder(name, jars, beside -> copy(jars, beside));
        var words = List.of("-cp", classPath(folder));
        return new Layout(
                name,
                folder,
                java.util.stream.Stream.concat(words.stream(), mainClass.stream()).toList());
    }

    private static String classPath(Path folder) {
        return LayoutShelf.jarsIn(folder).stream()
                .map(Path::toString)
                .collect(Collectors.joining(":"));
    }

    /** The class path of a layout of a module. */
    String classPath() {
        return classPath(folder);
    }

    /** The start-up cache, written by {@link Training}. */
    Path cache() {
        return folder.resolve("app.aot");
    }

    boolean isTrained() {
        return Files.exists(cache());
    }

    private static void extract(Path jar, Path beside, StackSettings settings) throws IOException {
        var words =
                List.of(
                        JavaCommand.java(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        Leavings.mark(settings.data()),
                        "-Djarmode=tools",
                        "-jar",
                        jar.toString(),
                        "extract",
                        "--force",
                        "--destination",
                        beside.toString());
        var command = Command.of(words, settings.data(), settings.logs().resolve("extract.log"));
        try {
            if (ChildProcesses.start(command).waitFor() != 0) {
                throw new Refused("Cannot extract %s, see %s".formatted(jar, command.log()));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Refused("Interrupted while extracting " + jar, interrupted);
        }
    }

    private static void copy(List<Path> jars, Path beside) throws IOException {
        for (Path jar : jars) {
            Files.copy(jar, beside.resolve(jar.getFileName()));
        }
    }
}
