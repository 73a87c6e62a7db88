package app.feedtape.events;

/**
 * Something that became true in one service and that others may want to know.
 *
 * <p>On the wire a fact is the JSON of its record inside a CloudEvents 1.0 binary envelope. A fact
 * whose topic is compacted carries the full state of its entity and a version; consumers drop
 * versions they have already passed.
 */
public sealed interface Fact
        permits AccountFact,
                SessionFact,
                KeyFact,
                AuditFact,
                PlanFact,
                EntitlementFact,
                FollowFact,
                ArticleFact,
                LimitFact,
                UsageFact,
                JobFact,
                VoiceFact,
                NotificationFact,
                PublicTextFact,
                PrivacyFact {

    /** The topic it is published on. */
    Topic topic();

    /** The Kafka key: order holds among facts with the same key. */
    String key();

    /**
     * CloudEvents type, {@code app.feedtape.<topic>.<fact>.v<n>}; a change that old consumers
     * cannot read gets a new one.
     */
    default String type() {
        return FactType.of(getClass()).ceType();
    }
}
