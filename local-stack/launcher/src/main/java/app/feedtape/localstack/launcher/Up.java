package app.feedtape.localstack.launcher;

import app.feedtape.localstack.launcher.settings.StackSettings;
import app.feedtape.localstack.launcher.supervisor.StackStatus;
import app.feedtape.localstack.launcher.supervisor.Supervisor;
import app.feedtape.localstack.launcher.supervisor.SupervisorLock;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts a supervisor, shows what it says until all is ready, and leaves it behind. */
final class Up implements Command {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    @Override
    public int run(StackSettings settings, List<String> words) {
        if (SupervisorLock.isHeld(settings.data()) && StackStatus.read(settings.data()).isReady()) {
            System.out.println("Already running.");
            System.out.print(Addresses.table(settings));
            return 0;
        }
        if (words.contains("--foreground")) {
            return new Supervisor(settings, System.out)
                    .run(() -> System.out.print(Addresses.table(settings)));
        }
        System.out.printf("Starting FeedTape, data in %s%n", settings.data());
        var log = settings.logs().resolve("supervisor.log");
        return follow(settings, spawn(settings, log), new FileTail(log));
    }

    private static Process spawn(StackSettings settings, Path log) {
        try {
            Files.createDirectories(log.getParent());
            if (Files.exists(log)) {
                Files.move(
                        log,
                        log.resolveSibling("supervisor.log.1"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            Files.createFile(log);
            var words = new ArrayList<String>();
            if (new File("/usr/bin/setsid").canExecute()) {
                // Its own session: closing the terminal or Ctrl-C later must not end it.
                words.add("/usr/bin/setsid");
            }
            words.addAll(
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Xmx64m",
                            "-Xshare:auto",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Launcher.class.getName(),
                            Supervise.NAME));
            return new ProcessBuilder(words)
                    .directory(settings.root().toFile())
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException failure) {
            throw new Refused(
                    "Cannot write to %s: set FEEDTAPE_DATA to a folder you can write to."
                            .formatted(settings.data()),
                    failure);
        }
    }

    private static int follow(StackSettings settings, Process supervisor, FileTail tail) {
        var interrupted = new Thread(() -> endWithPatience(supervisor), "up-interrupted");
        Runtime.getRuntime().addShutdownHook(interrupted);
        while (true) {
            boolean alive = supervisor.isAlive();
            tail.newLines().forEach(System.out::println);
            var status = StackStatus.read(settings.data());
            if (status.supervisor() == supervisor.pid()
                    && status.state().equals(StackStatus.READY)) {
                Runtime.getRuntime().removeShutdownHook(interrupted);
                tail.newLines().forEach(System.out::println);
                System.out.print(Addresses.table(settings));
                return 0;
            }
            if (!alive) {
                Runtime.getRuntime().removeShutdownHook(interrupted);
                throw new Refused(
                        status.supervisor() == supervisor.pid() && !status.message().isEmpty()
                                ? status.message()
                                : "The supervisor ended, see %s."
                                        .formatted(settings.logs().resolve("supervisor.log")));
            }
            pause();
        }
    }

    private static void endWithPatience(Process supervisor) {
        supervisor.destroy();
        try {
            supervisor.waitFor(60, TimeUnit.SECONDS);
        } catch (InterruptedException again) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Refused("Interrupted", interrupted);
        }
    }
}
