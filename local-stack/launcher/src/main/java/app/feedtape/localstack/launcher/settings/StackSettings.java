package app.feedtape.localstack.launcher.settings;

import app.feedtape.localstack.engines.FeedTapeHome;
import app.feedtape.localstack.launcher.Refused;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where everything of one stack is: folders and ports, from the environment. A setting that names a
 * real PostgreSQL, Kafka or Redis means that no own one is started.
 */
public final class StackSettings {
    private final Map<String, String> environment;
    private final Path root;
    private final Path data;

    private StackSettings(Map<String, String> environment, Path root) {
        this.environment = environment;
        this.root = root;
        this.data =
                value("FEEDTAPE_DATA")
                        .map(folder -> Path.of(folder).toAbsolutePath().normalize())
                        .orElse(root.resolve(".feedtape"));
    }

    public static StackSettings from(Map<String, String> environment) {
        return new StackSettings(Map.copyOf(environment), FeedTapeHome.locate());
    }

    /** A variable that is set and not blank. */
    public Optional<String> value(String variable) {
        return Optional.ofNullable(environment.get(variable))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    /** The checkout. */
    public Path root() {
        return root;
    }

    /** Everything that is kept: `FEEDTAPE_DATA`, else `.feedtape` in the checkout. */
    public Path data() {
        return data;
    }

    public Path logs() {
        return data.resolve("logs");
    }

    /** Extracted jars and their start-up caches; `FEEDTAPE_LAYOUT` shares them between stacks. */
    public Path layouts() {
        return value("FEEDTAPE_LAYOUT")
                .map(folder -> Path.of(folder).toAbsolutePath())
                .orElse(data.resolve("layout"));
    }

    /**
     * The services this stack starts: all but those `FEEDTAPE_WITHOUT` names, which somebody runs
     * from an IDE.
     */
    public List<Room> rooms() {
        var without = List.of(value("FEEDTAPE_WITHOUT").orElse("").split("\\s*,\\s*"));
        without.stream()
                .filter(name -> !name.isEmpty() && Room.named(name).isEmpty())
                .findFirst()
                .ifPresent(name -> {
                    throw new Refused("FEEDTAPE_WITHOUT names no service: %s.".formatted(name));
                });
        return Arrays.stream(Room.values())
                .filter(room ->
                        without.stream()
                                .noneMatch(name -> Room.named(name).equals(Optional.of(room))))
                .toList();
    }

    public int port(Room room) {
        return port(room.name(), room.defaultPort());
    }

    public int managementPort(Room room) {
        return port(room.name() + "_MANAGEMENT", room.defaultManagementPort());
    }

    public int worldPort() {
        return port("WORLD", 8090);
    }

    public int smtpPort() {
        return port("SMTP", 1025);
    }

    public int postgresPort() {
        return port("POSTGRES", 15432);
    }

    public int kafkaPort() {
        return port("KAFKA", 19092);
    }

    public int redisPort() {
        return port("REDIS", 16379);
    }

    private int port(String name, int otherwise) {
        var variable = "FEEDTAPE_%s_PORT".formatted(name);
        try {
            int port = value(variable).map(Integer::parseInt).orElse(otherwise);
            if (port < 1 || port > 65535) {
                throw new Refused("%s must be a port between 1 and 65535.".formatted(variable));
            }
            return port;
        } catch (NumberFormatException unreadable) {
            throw new Refused("%s must be a port number.".formatted(variable), unreadable);
        }
    }

    /** What listeners see. */
    public String publicUrl() {
        return value("FEEDTAPE_PUBLIC_URL").orElse("http://localhost:" + port(Room.GATEWAY));
    }

    public URI url(Room room) {
        return URI.create("http://localhost:" + port(room));
    }

    public URI management(Room room) {
        return URI.create("http://localhost:" + managementPort(room));
    }

    public URI world() {
        return URI.create("http://localhost:" + worldPort());
    }

    public Optional<String> externalPostgres() {
        return value("FEEDTAPE_POSTGRES_URL");
    }

    public Optional<String> externalKafka() {
        return value("KAFKA_BOOTSTRAP_SERVERS");
    }

    public Optional<String> externalRedis() {
        return value("REDIS_URL");
    }

    public String postgresUrl() {
        return externalPostgres()
                .orElse("jdbc:postgresql://127.0.0.1:%d/feedtape".formatted(postgresPort()));
    }

    public String kafka() {
        return externalKafka().orElse("127.0.0.1:" + kafkaPort());
    }

    /** Every port this stack will listen on, with the setting that moves it. */
    public Map<String, Integer> ports() {
        var ports = new LinkedHashMap<String, Integer>();
        for (Room room : rooms()) {
            ports.put("FEEDTAPE_%s_PORT".formatted(room.name()), port(room));
            ports.put("FEEDTAPE_%s_MANAGEMENT_PORT".formatted(room.name()), managementPort(room));
        }
        ports.put("FEEDTAPE_WORLD_PORT", worldPort());
        ports.put("FEEDTAPE_SMTP_PORT", smtpPort());
        if (externalPostgres().isEmpty()) {
            ports.put("FEEDTAPE_POSTGRES_PORT", postgresPort());
        }
        if (externalKafka().isEmpty()) {
            ports.put("FEEDTAPE_KAFKA_PORT", kafkaPort());
        }
        if (externalRedis().isEmpty()) {
            ports.put("FEEDTAPE_REDIS_PORT", redisPort());
        }
        return ports;
    }
}
