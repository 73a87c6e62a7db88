package app.feedtape.localstack.launcher.settings;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The six services, with the ports they have unless moved. */
public enum Room {
    AUTH("auth-service", 8081),
    BILLING("billing-service", 8084),
    FEED("feed-service", 8082),
    TTS("tts-service", 8083),
    ADMIN("admin-service", 8085),
    GATEWAY("gateway", 8080);

    private static final int MANAGEMENT_DISTANCE = 1000;

    private final String service;
    private final int port;

    Room(String service, int port) {
        this.service = service;
        this.port = port;
    }

    /** The folder, jar and log name. */
    public String service() {
        return service;
    }

    /** Its schema in the database; the gateway has none. */
    public Optional<String> schema() {
        return this == GATEWAY ? Optional.empty() : Optional.of(name().toLowerCase(Locale.ROOT));
    }

    int defaultPort() {
        return port;
    }

    int defaultManagementPort() {
        return port + MANAGEMENT_DISTANCE;
    }

    public static Optional<Room> named(String service) {
        return Arrays.stream(values())
                .filter(room ->
                        room.service.equals(service) || room.name().equalsIgnoreCase(service))
                .findFirst();
    }
}
