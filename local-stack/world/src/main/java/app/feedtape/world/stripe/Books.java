package app.feedtape.world.stripe;

import app.feedtape.world.state.StateFile;
import app.feedtape.world.web.Json;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything Stripe remembers, as the very objects it sends. Members that begin with an underscore
 * are ours and are never sent. One lock: every call sees and leaves a whole state, and it is on
 * disk before the call is answered.
 */
final class Books {

    private static final int MOST_EVENTS = 3_000;

    private record Kept(Map<String, ObjectNode> objects, Map<String, ObjectNode> answers) {}

    private final StateFile<Kept> file;
    private final Clock clock;
    private final Map<String, ObjectNode> objects = new LinkedHashMap<>();
    private final Map<String, ObjectNode> answers = new LinkedHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Runnable> afterSave = new ArrayList<>();
    private boolean changed;

    Books(Path directory, Clock clock) {
        this.clock = clock;
        this.file = new StateFile<>(directory, "stripe.json", Kept.class);
        file.load()
                .ifPresent(kept -> {
                    objects.putAll(kept.objects());
                    answers.putAll(kept.answers());
                });
    }

    /**
     * Runs one piece of work on the books alone and saves what it changed, also when it ends in a
     * refusal.
     */
    <T> T with(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            try {
                saveOnce();
            } finally {
                lock.unlock();
            }
        }
    }

    private void saveOnce() {
        if (lock.getHoldCount() > 1 || !changed) {
            return;
        }
        file.save(new Kept(objects, answers));
        changed = false;
        List<Runnable> due = List.copyOf(afterSave);
        afterSave.clear();
        due.forEach(Runnable::run);
    }

    /** Something for the outside that may only happen once the state it tells of is safe. */
    void afterSave(Runnable action) {
        changed = true;
        afterSave.add(action);
    }

    long now() {
        return clock.instant().getEpochSecond();
    }

    void put(ObjectNode object) {
        changed = true;
        objects.put(object.path("id").stringValue(), object);
    }

    /** To be called after changing an object that came from here. */
    void touch() {
        changed = true;
    }

    Optional<ObjectNode> find(String kind, String id) {
        return Optional.ofNullable(objects.get(id))
                .filter(object -> object.path("object").asString("").equals(kind));
    }

    Optional<ObjectNode> findAny(String id) {
        return Optional.ofNullable(objects.get(id));
    }

    ObjectNode get(String kind, String id) {
        return find(kind, id).orElseThrow(() -> StripeProblem.missing(kind, id, "id"));
    }

    /** Newest first, as every list of Stripe is. */
    List<ObjectNode> list(String kind, Predicate<ObjectNode> wanted) {
        return new ArrayList<>(objects.values())
                .reversed().stream()
                        .filter(object -> object.path("object").asString("").equals(kind))
                        .filter(wanted)
                        .toList();
    }

    Optional<ObjectNode> answer(String key) {
        return Optional.ofNullable(answers.get(key));
    }

    void keepAnswer(String key, ObjectNode answer) {
        changed = true;
        answers.put(key, answer);
    }

    /** Stripe keeps answers for a day and events for thirty. */
    void forgetOld() {
        long now = now();
        boolean fewer =
                answers.values().removeIf(answer -> answer.path("at").asLong() < now - 86_400);
        long events = objects.values().stream().filter(Books::isEvent).count();
        fewer |=
                objects.values()
                        .removeIf(object ->
                                isEvent(object)
                                        && object.path("created").asLong() < now - 30L * 86_400
                                        && !isPending(object));
        if (events > MOST_EVENTS) {
            List<ObjectNode> oldest =
                    objects.values().stream()
                            .filter(object -> isEvent(object) && !isPending(object))
                            .limit(events - MOST_EVENTS)
                            .toList();
            fewer |= objects.values().removeAll(oldest);
        }
        changed |= fewer;
    }

    private static boolean isEvent(ObjectNode object) {
        return object.path("object").asString("").equals("event");
    }

    private static boolean isPending(ObjectNode event) {
        return event.path("pending_webhooks").asInt() > 0;
    }

    /** A copy as the outside may see it. */
    static ObjectNode shown(ObjectNode object) {
        ObjectNode copy = Json.MAPPER.createObjectNode();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!member.getKey().startsWith("_")) {
                copy.set(member.getKey(), member.getValue().deepCopy());
            }
        }
        return copy;
    }
}
