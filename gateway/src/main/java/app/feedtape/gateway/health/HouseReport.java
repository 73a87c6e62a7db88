package app.feedtape.gateway.health;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How every part of the house is.
 *
 * @param parts what is said of each, in the order it is shown
 * @param failing the parts that keep the house from being ready
 */
record HouseReport(Map<String, String> parts, List<String> failing) {

    static final String AVAILABLE = "available";
    private static final String DATABASE = "database";

    /** What one service said of itself. */
    record ServiceState(String name, boolean ready, boolean databaseLost) {}

    boolean isReady() {
        return failing.isEmpty();
    }

    static HouseReport of(List<ServiceState> services) {
        Map<String, String> parts = new LinkedHashMap<>();
        Map<String, String> byName = new TreeMap<>();
        boolean lost = services.stream().anyMatch(ServiceState::databaseLost);
        boolean heard = services.stream().anyMatch(ServiceState::ready);
        parts.put(DATABASE, lost ? "disconnected" : heard ? "connected" : "unknown");
        services.forEach(
                service -> byName.put(service.name(), service.ready() ? AVAILABLE : "unavailable"));
        parts.putAll(byName);
        List<String> failing =
                parts.entrySet().stream()
                        .filter(part -> !part.getValue().equals(AVAILABLE))
                        .filter(part -> !part.getValue().equals("connected"))
                        .map(Map.Entry::getKey)
                        .toList();
        return new HouseReport(parts, failing);
    }
}
