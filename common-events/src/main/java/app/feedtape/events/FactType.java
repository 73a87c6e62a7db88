package app.feedtape.events;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The CloudEvents type of every fact and the record it is read into: the only place a name on the
 * wire meets a class.
 */
public record FactType(String ceType, Class<? extends Fact> record) {

    private static final Map<String, FactType> BY_NAME =
            Stream.of(
                            new FactType(
                                    "app.feedtape.account.changed.v1",
                                    AccountFact.AccountChanged.class),
                            new FactType(
                                    "app.feedtape.session.started.v1",
                                    SessionFact.SessionStarted.class),
                            new FactType(
                                    "app.feedtape.session.ended.v1",
                                    SessionFact.SessionEnded.class),
                            new FactType("app.feedtape.key.changed.v1", KeyFact.KeyChanged.class),
                            new FactType(
                                    "app.feedtape.audit.recorded.v1",
                                    AuditFact.AuditRecorded.class),
                            new FactType(
                                    "app.feedtape.plan.changed.v1", PlanFact.PlanChanged.class),
                            new FactType(
                                    "app.feedtape.entitlement.changed.v1",
                                    EntitlementFact.EntitlementChanged.class),
                            new FactType(
                                    "app.feedtape.entitlement.heartbeat.v1",
                                    EntitlementFact.Heartbeat.class),
                            new FactType(
                                    "app.feedtape.follow.count_changed.v1",
                                    FollowFact.FollowCountChanged.class),
                            new FactType(
                                    "app.feedtape.article.arrived.v1",
                                    ArticleFact.ArticlesArrived.class),
                            new FactType(
                                    "app.feedtape.article-interest.changed.v1",
                                    ArticleFact.InterestChanged.class),
                            new FactType(
                                    "app.feedtape.limit.cleared.v1", LimitFact.LimitsCleared.class),
                            new FactType(
                                    "app.feedtape.usage.recorded.v1",
                                    UsageFact.UsageRecorded.class),
                            new FactType(
                                    "app.feedtape.usage.refunded.v1",
                                    UsageFact.UsageRefunded.class),
                            new FactType(
                                    "app.feedtape.usage.threshold_reached.v1",
                                    UsageFact.ThresholdReached.class),
                            new FactType(
                                    "app.feedtape.usage-day.totalled.v1",
                                    UsageFact.DayTotalled.class),
                            new FactType("app.feedtape.job.finished.v1", JobFact.JobFinished.class),
                            new FactType(
                                    "app.feedtape.voice.changed.v1", VoiceFact.VoiceChanged.class),
                            new FactType(
                                    "app.feedtape.notification.requested.v1",
                                    NotificationFact.NotificationRequested.class),
                            new FactType(
                                    "app.feedtape.public-text.published.v1",
                                    PublicTextFact.TextPublished.class),
                            new FactType(
                                    "app.feedtape.privacy.erasure_requested.v1",
                                    PrivacyFact.ErasureRequested.class),
                            new FactType(
                                    "app.feedtape.privacy.erasure_due.v1",
                                    PrivacyFact.ErasureDue.class),
                            new FactType(
                                    "app.feedtape.privacy.export_requested.v1",
                                    PrivacyFact.ExportRequested.class),
                            new FactType(
                                    "app.feedtape.privacy.part_confirmed.v1",
                                    PrivacyFact.PartConfirmed.class),
                            new FactType(
                                    "app.feedtape.privacy.trial_claimed.v1",
                                    PrivacyFact.TrialClaimed.class))
                    .collect(Collectors.toUnmodifiableMap(FactType::ceType, Function.identity()));

    private static final Map<Class<? extends Fact>, FactType> BY_RECORD =
            BY_NAME.values().stream()
                    .collect(Collectors.toUnmodifiableMap(FactType::record, Function.identity()));

    /** The type of a fact's record. */
    public static FactType of(Class<? extends Fact> record) {
        FactType type = BY_RECORD.get(record);
        if (type == null) {
            throw new IllegalArgumentException("Not in the table of facts: " + record.getName());
        }
        return type;
    }

    /** The type with this name on the wire, or empty when this release does not know it. */
    public static Optional<FactType> named(String ceType) {
        return Optional.ofNullable(BY_NAME.get(ceType));
    }

    /** Every fact there is. */
    public static Stream<FactType> all() {
        return Arrays.stream(BY_NAME.keySet().stream().sorted().toArray(String[]::new))
                .map(BY_NAME::get);
    }
}
