package app.feedtape.world.appstore;

import app.feedtape.world.state.StateFile;
import app.feedtape.world.web.Json;
import app.feedtape.world.web.Refusal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything the local App Store remembers: by original transaction id what is signed of it, and
 * the notifications that were sent. One lock, and on disk before a call is answered.
 */
final class Sales {

    private static final int MOST_NOTIFICATIONS = 500;

    /**
     * @param sales {@code transaction} and {@code renewal} as they are signed, {@code status} as
     *     the Server API says it, and our own {@code fails}, {@code grace_days}
     */
    private record Kept(Map<String, ObjectNode> sales, List<ObjectNode> notifications) {}

    private final StateFile<Kept> file;
    private final Clock clock;
    private final Map<String, ObjectNode> sales = new LinkedHashMap<>();
    private final List<ObjectNode> notifications = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();

    Sales(Path directory, Clock clock) {
        this.clock = clock;
        this.file = new StateFile<>(directory, "appstore.json", Kept.class);
        file.load()
                .ifPresent(kept -> {
                    sales.putAll(kept.sales());
                    notifications.addAll(kept.notifications());
                });
    }

    /** Runs one piece of work alone and saves. */
    <T> T with(Supplier<T> work) {
        lock.lock();
        try {
            T result = work.get();
            while (notifications.size() > MOST_NOTIFICATIONS) {
                notifications.removeFirst();
            }
            file.save(new Kept(sales, notifications));
            return result;
        } finally {
            lock.unlock();
        }
    }

    /** Looks without changing anything. */
    <T> T look(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    static String number() {
        return Long.toString(
                ThreadLocalRandom.current()
                        .nextLong(1_000_000_000_000_000L, 9_000_000_000_000_000L));
    }

    void add(ObjectNode sale) {
        sales.put(sale.at("/transaction/originalTransactionId").asString(), sale);
    }

    void add(ObjectNode notification, boolean sent) {
        if (sent) {
            notifications.add(notification);
        }
    }

    ObjectNode get(String originalId) {
        return find(originalId)
                .orElseThrow(() -> new Refusal(404, "There is no such subscription."));
    }

    /** By the id of its first or of its last transaction. */
    Optional<ObjectNode> find(String transactionId) {
        ObjectNode byOriginal = sales.get(transactionId);
        return byOriginal != null
                ? Optional.of(byOriginal)
                : list().stream()
                        .filter(sale ->
                                sale.at("/transaction/transactionId")
                                        .asString("")
                                        .equals(transactionId))
                        .findFirst();
    }

    List<ObjectNode> list() {
        return List.copyOf(sales.values());
    }

    List<ObjectNode> notifications() {
        return List.copyOf(notifications).reversed();
    }

    static Instant instant(ObjectNode payload, String member) {
        return Instant.ofEpochMilli(payload.path(member).asLong());
    }

    static ObjectNode transaction(ObjectNode sale) {
        return (ObjectNode) sale.path("transaction");
    }

    static ObjectNode renewal(ObjectNode sale) {
        return (ObjectNode) sale.path("renewal");
    }

    /** A month on, counted from the first purchase: a 31st would drift to the 28th otherwise. */
    static Instant monthAfter(ObjectNode sale) {
        ObjectNode transaction = transaction(sale);
        Instant first = instant(transaction, "originalPurchaseDate");
        Instant end = instant(transaction, "expiresDate");
        for (int months = 1; ; months++) {
            Instant next = first.atZone(ZoneOffset.UTC).plusMonths(months).toInstant();
            if (next.isAfter(end)) {
                return next;
            }
        }
    }

    static ObjectNode object() {
        return Json.MAPPER.createObjectNode();
    }
}
