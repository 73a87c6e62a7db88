package app.feedtape.localstack.engines;

import app.feedtape.localstack.engines.ChildProcesses.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * PostgreSQL 18 on the loopback address with scram passwords and checksums, durable unless told
 * otherwise. The superuser is `postgres`.
 */
public final class PostgresEngine extends Engine {
    public static final String SUPERUSER = "postgres";

    /** Speeds tests up: survives a killed server, not a power failure. */
    public static final List<String> FORGETFUL =
            List.of("fsync=off", "full_page_writes=off", "synchronous_commit=off");

    private static final Map<String, String> ENVIRONMENT = Map.of("LC_ALL", "C.UTF-8", "TZ", "UTC");

    private final String password;

    private PostgresEngine(EngineDirectory directory, Process process, int port, String password) {
        super(directory, process, port);
        this.password = password;
    }

    public static PostgresEngine start(Path directory, int port, String password) {
        return start(directory, port, password, List.of());
    }

    /** Starts on an empty or a used directory; `settings` are lines of postgresql.conf. */
    public static PostgresEngine start(
            Path directory, int port, String password, List<String> settings) {
        var binaries = BinaryCache.folder("postgres-18.6.0", PostgresEngine::unpack);
        return startOn(
                "PostgreSQL",
                directory,
                claimed -> {
                    var data = claimed.path().resolve("data");
                    initialize(binaries, data, password);
                    Files.deleteIfExists(data.resolve("postmaster.pid"));
                    var process = ChildProcesses.start(server(binaries, data, port, settings));
                    var engine = new PostgresEngine(claimed, process, port, password);
                    Ports.await("PostgreSQL", process, Duration.ofSeconds(60), engine::answers);
                    return engine;
                });
    }

    private static void unpack(Path folder) throws IOException {
        var name = BinaryCache.architecture("x86_64", "arm_64");
        try (var packed = BinaryCache.resource("/postgres-linux-" + name + ".txz")) {
            BinaryCache.unpackTarXz(packed, folder);
        }
    }

    private static void initialize(Path binaries, Path data, String password) throws IOException {
        if (Files.exists(data.resolve("PG_VERSION")) && Files.exists(data.resolve("initialized"))) {
            return;
        }
        // A directory without the mark is an initialization that was cut short.
        if (Files.exists(data)) {
            BinaryCache.delete(data);
        }
        Files.createDirectories(data);
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
        var passwordFile = data.resolveSibling("superuser-password");
        Files.writeString(passwordFile, password + "\n");
        Files.setPosixFilePermissions(passwordFile, PosixFilePermissions.fromString("rw-------"));
        RootHandling.handOver(data, passwordFile);
        var words =
                RootHandling.unprivileged(
                        List.of(
                                binaries.resolve("bin/initdb").toString(),
                                "-D",
                                data.toString(),
                                "-U",
                                SUPERUSER,
                                "-A",
                                "scram-sha-256",
                                "--pwfile",
                                passwordFile.toString(),
                                "-E",
                                "UTF8",
                                "--locale-provider=builtin",
                                "--builtin-locale=C.UTF-8",
                                "--locale=C",
                                "--data-checksums",
                                "--no-instructions",
                                "--no-sync"));
        var initdb = ChildProcesses.start(command(words, data));
        boolean ended = ChildProcesses.endsWithin(initdb, 60);
        Files.deleteIfExists(passwordFile);
        if (!ended || initdb.exitValue() != 0) {
            throw new EngineException("initdb failed, see " + data.resolveSibling("server.log"));
        }
        Files.createFile(data.resolve("initialized"));
    }

    private static Command server(Path binaries, Path data, int port, List<String> settings) {
        var words =
                new ArrayList<String>(
                        List.of(
                                binaries.resolve("bin/postgres").toString(),
                                "-D",
                                data.toString(),
                                "-p",
                                Integer.toString(port)));
        var all =
                new ArrayList<>(
                        List.of(
                                "listen_addresses=127.0.0.1",
                                "unix_socket_directories=",
                                "max_connections=200",
                                "shared_buffers=64MB",
                                "timezone=UTC",
                                "log_timezone=UTC",
                                "log_min_messages=warning"));
        all.addAll(settings);
        all.forEach(setting -> words.addAll(List.of("-c", setting)));
        // SIGQUIT ends the whole server at once and leaves recovery to the next start.
        return command(RootHandling.unprivileged(words), data).withDeathSignal("QUIT");
    }

    private static Command command(List<String> words, Path data) {
        var home = data.resolve("..").normalize();
        return Command.of(words, home, home.resolve("server.log")).withEnvironment(ENVIRONMENT);
    }

    private boolean answers() {
        try (var connection =
                        DriverManager.getConnection(jdbcUrl("postgres"), SUPERUSER, password);
                var statement = connection.createStatement()) {
            return statement.execute("select 1");
        } catch (SQLException notYet) {
            if ("28P01".equals(notYet.getSQLState())) {
                stop();
                throw new EngineException(
                        "PostgreSQL in %s was made with another password: restore the secrets or reset the data folder."
                                .formatted(path()));
            }
            return false;
        }
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), database);
    }

    public String password() {
        return password;
    }

    @Override
    void end(Process running) {
        // SIGINT is PostgreSQL's fast shutdown; Java offers only SIGTERM, which waits for clients
        // to leave.
        if (running.isAlive() && !Signals.send(running.pid(), "INT")) {
            running.destroy();
        }
        if (!ChildProcesses.endsWithin(running, 10)) {
            running.destroyForcibly();
            ChildProcesses.endsWithin(running, 5);
        }
    }
}
