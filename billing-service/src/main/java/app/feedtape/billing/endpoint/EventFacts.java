package app.feedtape.billing.endpoint;

import app.feedtape.events.ArticleFact.ArticlesArrived;
import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.events.Fact;
import app.feedtape.events.JobFact.JobFinished;
import app.feedtape.events.KeyFact.KeyChanged;
import app.feedtape.events.Topic;
import app.feedtape.events.UsageFact.ThresholdReached;
import app.feedtape.messaging.inbox.FactSubscription;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Which facts of the house become events of customers, and what of them is said. A change here is a
 * change of the contract: {@code docs/webhooks.md} shows each as it is sent.
 */
@Configuration(proxyBeanMethods = false)
class EventFacts {

    /** A later state may arrive before an earlier one: the greater {@code version} is the newer. */
    record SubscriptionData(
            @JsonProperty("plan") String plan,
            @JsonProperty("status") String status,
            @JsonProperty("source") String source,
            @JsonProperty("trial_ends_at") @Nullable Instant trialEndsAt,
            @JsonProperty("valid_until") @Nullable Instant validUntil,
            @JsonProperty("version") long version) {}

    record ThresholdData(
            @JsonProperty("metric") String metric,
            @JsonProperty("day") LocalDate day,
            @JsonProperty("percent") int percent,
            @JsonProperty("used") long used,
            @JsonProperty("limit") long limit,
            @JsonProperty("resets_at") Instant resetsAt) {}

    record JobData(
            @JsonProperty("job_id") UUID jobId,
            @JsonProperty("status") String status,
            @JsonProperty("error") @Nullable String error,
            @JsonProperty("audio_ids") List<UUID> audioIds,
            @JsonProperty("characters") long characters,
            @JsonProperty("charged") long charged) {}

    record ArticleData(
            @JsonProperty("feed_id") UUID feedId, @JsonProperty("article_id") UUID articleId) {}

    record KeyData(
            @JsonProperty("key_id") UUID keyId,
            @JsonProperty("status") String status,
            @JsonProperty("version") long version) {}

    @Bean
    FactSubscription<EntitlementChanged> endpointEntitlements(EventIntake intake) {
        return told(
                "entitlements",
                Topic.ENTITLEMENT,
                EntitlementChanged.class,
                fact -> intake.take(subscriptionChanged(fact)));
    }

    @Bean
    FactSubscription<ThresholdReached> endpointThresholds(EventIntake intake) {
        return told(
                "thresholds",
                Topic.USAGE,
                ThresholdReached.class,
                fact -> intake.take(threshold(fact)));
    }

    @Bean
    FactSubscription<JobFinished> endpointJobs(EventIntake intake) {
        return told("jobs", Topic.JOB, JobFinished.class, fact -> intake.take(jobFinished(fact)));
    }

    @Bean
    FactSubscription<ArticlesArrived> endpointArticles(EventIntake intake) {
        return told(
                "articles",
                Topic.ARTICLE,
                ArticlesArrived.class,
                fact -> fact.articleIds().forEach(id -> intake.take(articleNew(fact, id))));
    }

    @Bean
    FactSubscription<KeyChanged> endpointKeys(EventIntake intake) {
        return told("keys", Topic.KEY, KeyChanged.class, fact -> intake.take(keyChanged(fact)));
    }

    private static <F extends Fact> FactSubscription<F> told(
            String name, Topic topic, Class<F> type, Consumer<F> taken) {
        return FactSubscription.of("billing-endpoint-" + name, topic, type, taken);
    }

    private static CustomerEvent subscriptionChanged(EntitlementChanged fact) {
        return new CustomerEvent(
                EventType.SUBSCRIPTION_CHANGED,
                fact.payerId(),
                null,
                Long.toString(fact.version()),
                fact.changedAt(),
                new SubscriptionData(
                        fact.plan(),
                        fact.status(),
                        fact.source(),
                        fact.trialEndsAt(),
                        fact.validUntil(),
                        fact.version()));
    }

    /** Of the payer as a whole: it does not say whose listening it was. */
    private static CustomerEvent threshold(ThresholdReached fact) {
        return new CustomerEvent(
                EventType.USAGE_THRESHOLD,
                fact.payerId(),
                null,
                fact.day() + " " + fact.percent(),
                fact.reachedAt(),
                new ThresholdData(
                        "characters",
                        fact.day(),
                        fact.percent(),
                        fact.characters(),
                        fact.limit(),
                        fact.day().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant()));
    }

    private static CustomerEvent jobFinished(JobFinished fact) {
        return new CustomerEvent(
                EventType.JOB_FINISHED,
                fact.payerId(),
                fact.accountId(),
                fact.jobId().toString(),
                fact.finishedAt(),
                new JobData(
                        fact.jobId(),
                        fact.status(),
                        fact.error(),
                        fact.audioIds(),
                        fact.characters(),
                        fact.charged()));
    }

    /** Members of one payer may follow the same feed: each is told of it. */
    private static CustomerEvent articleNew(ArticlesArrived fact, UUID articleId) {
        return new CustomerEvent(
                EventType.ARTICLE_NEW,
                fact.payerId(),
                fact.accountId(),
                fact.accountId() + " " + articleId,
                fact.arrivedAt(),
                new ArticleData(fact.feedId(), articleId));
    }

    /** Keys are a person's own: told under the person's own plan. */
    private static CustomerEvent keyChanged(KeyChanged fact) {
        return new CustomerEvent(
                EventType.API_KEY_CHANGED,
                fact.accountId(),
                fact.accountId(),
                fact.keyId() + " " + fact.version(),
                fact.changedAt(),
                new KeyData(fact.keyId(), fact.status(), fact.version()));
    }
}
