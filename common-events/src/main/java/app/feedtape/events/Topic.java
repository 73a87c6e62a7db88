package app.feedtape.events;

import java.time.Duration;
import java.util.Arrays;

/**
 * Every topic there is, with how long it remembers. {@code docs/topics.md} is the same table for
 * people.
 */
public enum Topic {
    /**
     * Full state of an account, keyed by account id; owner: auth. Carries the e-mail address:
     * personal data.
     */
    ACCOUNT("account", 6, CleanUp.COMPACT, Duration.ZERO),
    /**
     * Sessions started and ended, keyed by account id; owner: auth. Kept longer than any access
     * token lives.
     */
    SESSION("session", 6, CleanUp.DELETE, Duration.ofDays(7)),
    /** API keys made, rotated and revoked, keyed by account id; owner: auth. */
    KEY("key", 6, CleanUp.DELETE, Duration.ofDays(7)),
    /** Entries of the services' audit trails, keyed by the account they concern. */
    AUDIT("audit", 6, CleanUp.DELETE, Duration.ofDays(40)),
    /** Full state of a plan of the catalogue, keyed by plan name; owner: billing. */
    PLAN("plan", 1, CleanUp.COMPACT, Duration.ZERO),
    /**
     * Full state of a payer's entitlement, keyed by payer id, with a heartbeat per partition;
     * owner: billing.
     */
    ENTITLEMENT("entitlement", 6, CleanUp.COMPACT, Duration.ZERO),
    /** Full state of a listener's follows as counts, keyed by account id; owner: feed. */
    FOLLOW("follow", 6, CleanUp.COMPACT, Duration.ZERO),
    /** New articles of feeds, for who wants to be told, keyed by account id; owner: feed. */
    ARTICLE("article", 6, CleanUp.DELETE, Duration.ofDays(7)),
    /** Which accounts want to be told of new articles, keyed by account id; owner: billing. */
    ARTICLE_INTEREST("article-interest", 6, CleanUp.COMPACT, Duration.ZERO),
    /** How often operators cleared an account's rate limits, keyed by account id; owner: auth. */
    LIMIT("limit", 1, CleanUp.COMPACT, Duration.ZERO),
    /** Characters committed and refunded, one fact per booking, keyed by payer id; owner: tts. */
    USAGE("usage", 6, CleanUp.DELETE, Duration.ofDays(40)),
    /** Total of a payer's UTC day, keyed by payer and day; owner: tts. */
    USAGE_DAY("usage-day", 6, CleanUp.COMPACT, Duration.ZERO),
    /** Background jobs that are over, keyed by account id; owner: tts. */
    JOB("job", 6, CleanUp.DELETE, Duration.ofDays(7)),
    /** Full state of a voice of the catalogue, keyed by voice id; owner: tts. */
    VOICE("voice", 1, CleanUp.COMPACT, Duration.ZERO),
    /** Mails to send; any service asks, auth sends. Keyed by account id. */
    NOTIFICATION("notification", 3, CleanUp.DELETE, Duration.ofDays(7)),
    /** Hashes of texts that anybody may read, keyed by the hash; owner: feed. */
    PUBLIC_TEXT("public-text", 6, CleanUp.DELETE, Duration.ofDays(40)),
    /** Erasures and exports asked for and confirmed, trials claimed; keyed by account id. */
    PRIVACY("privacy", 6, CleanUp.DELETE, Duration.ofDays(40));

    /**
     * What the broker forgets: everything but the newest record of a key, or everything past the
     * retention.
     */
    public enum CleanUp {
        COMPACT,
        DELETE
    }

    private final String topicName;
    private final int partitions;
    private final CleanUp cleanUp;
    private final Duration retention;

    Topic(String topicName, int partitions, CleanUp cleanUp, Duration retention) {
        this.topicName = topicName;
        this.partitions = partitions;
        this.cleanUp = cleanUp;
        this.retention = retention;
    }

    /** The name on the broker. */
    public String topicName() {
        return topicName;
    }

    /** Where records go that no attempt could handle. */
    public String deadLetterName() {
        return topicName + ".dlt";
    }

    public int partitions() {
        return partitions;
    }

    public CleanUp cleanUp() {
        return cleanUp;
    }

    /**
     * How long records are kept; zero for compacted topics, which keep the newest of each key for
     * good.
     */
    public Duration retention() {
        return retention;
    }

    /** The topic with this broker name. */
    public static Topic named(String topicName) {
        return Arrays.stream(values())
                .filter(topic -> topic.topicName.equals(topicName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No such topic: " + topicName));
    }
}
