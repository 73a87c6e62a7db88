package app.feedtape.billing.endpoint;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an endpoint can be told of. {@code docs/webhooks.md} shows each as it is sent. */
enum EventType {
    SUBSCRIPTION_CHANGED("subscription.changed", 1, Condition.ALWAYS),
    USAGE_THRESHOLD("usage.threshold", 1, Condition.PLAN),
    JOB_FINISHED("job.finished", 1, Condition.PLAN),
    ARTICLE_NEW("article.new", 1, Condition.PLAN),
    API_KEY_CHANGED("api_key.changed", 1, Condition.PLAN),
    /** Sent by who asks for it, to one endpoint; nobody subscribes to it. */
    ENDPOINT_TEST("endpoint.test", 1, Condition.ASKED_FOR);

    private enum Condition {
        ALWAYS,
        PLAN,
        ASKED_FOR
    }

    private final String wireName;
    private final int version;
    private final Condition condition;

    EventType(String wireName, int version, Condition condition) {
        this.wireName = wireName;
        this.version = version;
        this.condition = condition;
    }

    String wireName() {
        return wireName;
    }

    /** Of the members of {@code data}; one that takes something away is a new one. */
    int version() {
        return version;
    }

    /** The end of a plan is still told when the plan that allowed to be told is gone. */
    boolean needsPlan() {
        return condition == Condition.PLAN;
    }

    /** The type of this name that can be subscribed to. */
    static Optional<EventType> named(String wireName) {
        return Arrays.stream(values())
                .filter(type -> type.condition != Condition.ASKED_FOR)
                .filter(type -> type.wireName.equals(wireName))
                .findFirst();
    }

    /** For whom named another. */
    static String list() {
        return Arrays.stream(values())
                .filter(type -> type.condition != Condition.ASKED_FOR)
                .map(EventType::wireName)
                .collect(Collectors.joining(", "));
    }
}
