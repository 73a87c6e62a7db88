package app.feedtape.messaging.view;

import org.springframework.context.SmartLifecycle;

/** What readiness asks of every view. */
public sealed interface TopicView extends SmartLifecycle permits StateView, RecentView {

    /** The topic it is read from. */
    String topic();

    /** Whether everything that stood in the topic when reading began has been read. */
    boolean isCaughtUp();

    /** Views begin before anything that asks them, and end after it. */
    @Override
    default int getPhase() {
        return -500;
    }
}
