package app.feedtape.messaging.inbox;

import app.feedtape.events.Fact;
import app.feedtape.events.Topic;
import java.util.function.Consumer;

/**
 * One consumer of a topic, declared as a bean. The handler runs in a transaction together with the
 * note that this fact was handled, so that its effect happens once however often the fact is
 * delivered. Facts of the topic that are not of {@code type} are passed over.
 *
 * @param consumer name of the consumer group, {@code <service>-<what>}; renaming it reads
 *     everything again
 * @param type a fact, or the sealed interface of several
 * @param handler must compare versions of state-carrying facts; what it throws decides what happens
 *     next: failures that pass (database away) are tried without end and in order, others a few
 *     times and then dead-lettered
 */
public record FactSubscription<F extends Fact>(
        String consumer, Topic topic, Class<F> type, Consumer<F> handler) {

    /** Subscribes a handler. */
    public static <F extends Fact> FactSubscription<F> of(
            String consumer, Topic topic, Class<F> type, Consumer<F> handler) {
        return new FactSubscription<>(consumer, topic, type, handler);
    }
}
