package app.feedtape.test;

import app.feedtape.messaging.view.TopicView;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;

/**
 * Another instance of the service under test in a process of its own: same database, same broker,
 * told what the instance under test was told. A test kills it, or has it die by itself ({@link
 * #die}) as by kill -9: no hook runs, nothing is flushed, its connections are closed by the system.
 */
public final class AnotherInstance implements AutoCloseable {

    private static final int KILLED = 137;
    private static final String PORT_FILE = "another-instance.port-file";

    private final Process process;
    private final Path portFile;

    private AnotherInstance(Process process, Path portFile) {
        this.process = process;
        this.portFile = portFile;
    }

    /** The words for a virtual machine with the class path of this one. */
    public static List<String> sameClassPath() {
        return List.of("-cp", System.getProperty("java.class.path"));
    }

    /**
     * @param main has a main method that calls {@link #begin} and {@link #sayWhere}
     * @param first of the instance under test
     * @param virtualMachine its class path, and how else it is to start
     * @param told what it is told besides
     */
    public static AnotherInstance start(
            Class<?> main,
            ConfigurableEnvironment first,
            List<String> virtualMachine,
            List<String> told) {
        try {
            Path portFile = Files.createTempFile("another-instance", ".port");
            List<String> words = new ArrayList<>();
            words.add(new File(System.getProperty("java.home"), "bin/java").toString());
            words.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx384m"));
            words.addAll(virtualMachine);
            words.add(main.getName());
            settings(first).forEach(words::add);
            words.addAll(told);
            words.add("--" + PORT_FILE + "=" + portFile);
            File log = new File("target/another-instance.log");
            return new AnotherInstance(
                    new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                            .start(),
                    portFile);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** What the instance under test was told, the engines' addresses among it. */
    private static Stream<String> settings(ConfigurableEnvironment first) {
        return first.getPropertySources().stream()
                .filter(source -> source.getName().contains("est"))
                .filter(EnumerablePropertySource.class::isInstance)
                .flatMap(source ->
                        Stream.of(((EnumerablePropertySource<?>) source).getPropertyNames()))
                .distinct()
                .map(name -> "--" + name + "=" + first.getProperty(name));
    }

    /** Where it listens, once it is ready. */
    public int port() {
        Awaitility.await("a port")
                .atMost(Duration.ofMinutes(2))
                .until(() -> !process.isAlive() || Files.size(portFile) > 0);
        try {
            return Integer.parseInt(Files.readString(portFile));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it has ended within that time, in whatever way. */
    public boolean hasEnded(Duration within) throws InterruptedException {
        return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether it is dead, and died of {@link #die}. */
    public boolean hasDied() throws InterruptedException {
        return hasEnded(Duration.ofMinutes(2)) && process.exitValue() == KILLED;
    }

    public void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() throws IOException {
        kill();
        Files.deleteIfExists(portFile);
    }

    /** In its process: starts it and waits until it has read what it must know. */
    public static ConfigurableApplicationContext begin(
            Class<?> service, Class<?> more, String... arguments) {
        ConfigurableApplicationContext context =
                new SpringApplication(service, more).run(arguments);
        Awaitility.await("views")
                .atMost(Duration.ofMinutes(2))
                .until(() ->
                        context.getBeansOfType(TopicView.class).values().stream()
                                .allMatch(TopicView::isCaughtUp));
        return context;
    }

    /** In its process: tells the test where it listens. */
    public static void sayWhere(ConfigurableApplicationContext context) throws IOException {
        WebServer server =
                Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer());
        Files.writeString(
                Path.of(context.getEnvironment().getRequiredProperty(PORT_FILE)),
                String.valueOf(server.getPort()));
    }

    /** In its process: nothing comes after this. */
    public static void die() {
        Runtime.getRuntime().halt(KILLED);
    }
}
