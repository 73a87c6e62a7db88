package app.feedtape.tts.synthesis;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who waits for a turn: accounts one after another, each with its own first. Not thread-safe. */
final class FairQueue<T> {

    /** The account whose turn it is comes first. */
    private final LinkedHashMap<UUID, Deque<T>> byAccount = new LinkedHashMap<>();

    private int size;

    void add(UUID account, T waiter) {
        byAccount.computeIfAbsent(account, id -> new ArrayDeque<>()).add(waiter);
        size++;
    }

    boolean remove(UUID account, T waiter) {
        Deque<T> own = byAccount.get(account);
        if (own == null || !own.remove(waiter)) {
            return false;
        }
        if (own.isEmpty()) {
            byAccount.remove(account);
        }
        size--;
        return true;
    }

    @Nullable T poll() {
        Map.Entry<UUID, Deque<T>> next = byAccount.pollFirstEntry();
        if (next == null) {
            return null;
        }
        T waiter = next.getValue().poll();
        if (!next.getValue().isEmpty()) {
            byAccount.putLast(next.getKey(), next.getValue());
        }
        size--;
        return waiter;
    }

    /** How many others have a turn before the one that this account would add now. */
    int ahead(UUID account) {
        Deque<T> own = byAccount.get(account);
        int rounds = own == null ? 0 : own.size();
        return byAccount.values().stream().mapToInt(of -> Math.min(of.size(), rounds + 1)).sum();
    }

    int size() {
        return size;
    }

    int accounts() {
        return byAccount.size();
    }
}
