package app.feedtape.localstack.launcher.supervisor;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A service's bean definitions as code instead of a search for them, made from its production jar
 * and kept in a jar beside it. Spring's own processor writes the sources, the JDK compiles them.
 *
 * @param service the plain layout it is made from
 * @param work where sources and classes lie meanwhile
 */
record SpringAot(Layout service, Path work) {
    private static final String PROCESSOR =
            "org.springframework.boot.SpringApplicationAotProcessor";
    private static final String JAR = "spring-aot.jar";

    /** Runs a program to its end and says whether it did what it should. */
    interface Running {
        boolean isDone(List<String> words) throws IOException, InterruptedException;
    }

    static Path jarIn(Path folder) {
        return folder.resolve(JAR);
    }

    /** The words that start a service with what was made for it. */
    static List<String> start(Path folder, Path jar) {
        return List.of(
                "-Dspring.aot.enabled=true", "-cp", jar + ":" + jarIn(folder), mainClass(jar));
    }

    private static String mainClass(Path jar) {
        try (var open = new JarFile(jar.toFile())) {
            return open.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    /** Says whether there is something to start with now. */
    boolean make(Running running) throws IOException, InterruptedException {
        var sources = work.resolve("sources");
        var resources = work.resolve("resources");
        var classes = Files.createDirectories(work.resolve("classes"));
        var jar = service.folder().resolve(service.name() + ".jar");
        var process =
                List.of(
                        JavaCommand.java(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        jar.toString(),
                        PROCESSOR,
                        mainClass(jar),
                        sources.toString(),
                        resources.toString(),
                        classes.toString(),
                        "app.feedtape",
                        service.name());
        if (!running.isDone(process) || !running.isDone(compile(jar, sources, classes))) {
            return false;
        }
        pack(List.of(classes, resources), jarIn(service.folder()));
        return true;
    }

    private List<String> compile(Path jar, Path sources, Path classes) throws IOException {
        var words =
                new ArrayList<>(
                        List.of(
                                Path.of(JavaCommand.java()).resolveSibling("javac").toString(),
                                "-J-XX:TieredStopAtLevel=1",
                                "-nowarn",
                                "-proc:none",
                                "-parameters",
                                "-d",
                                classes.toString(),
                                "-cp",
                                jar + ":" + service.folder().resolve("lib") + "/*"));
        try (Stream<Path> files = Files.walk(sources)) {
            files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(words::add);
        }
        return words;
    }

    /** Not compressed: it is read at every start. */
    private static void pack(List<Path> folders, Path jar) throws IOException {
        try (var out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(jar)))) {
            out.setLevel(0);
            for (Path folder : folders) {
                if (Files.isDirectory(folder)) {
                    add(folder, out);
                }
            }
        }
    }

    private static void add(Path folder, ZipOutputStream out) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            var entry = new ZipEntry(folder.relativize(file).toString());
            entry.setLastModifiedTime(FileTime.fromMillis(0));
            out.putNextEntry(entry);
            Files.copy(file, out);
            out.closeEntry();
        }
    }
}
