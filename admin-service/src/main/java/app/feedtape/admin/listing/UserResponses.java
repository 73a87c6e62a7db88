package app.feedtape.admin.listing;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What operators are shown. Named member by member: a new column of the read model is in no answer
 * by itself.
 */
final class UserResponses {

    private UserResponses() {}

    record UserResponse(
            @JsonProperty("id") UUID id,
            @JsonProperty("email") @Nullable String email,
            @JsonProperty("email_verified") boolean emailVerified,
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("status") String status,
            @JsonProperty("roles") List<String> roles,
            @JsonProperty("plan") @Nullable String plan,
            @JsonProperty("subscription_status") @Nullable String subscriptionStatus,
            @JsonProperty("created_at") Instant createdAt) {

        static UserResponse of(UserRow row) {
            return new UserResponse(
                    row.id(),
                    row.email(),
                    row.emailVerified(),
                    row.name(),
                    row.status(),
                    row.roles(),
                    row.plan(),
                    row.subscriptionStatus(),
                    row.createdAt());
        }
    }

    record UserPage(
            @JsonProperty("items") List<UserResponse> items,
            @JsonProperty("next_cursor") @Nullable String nextCursor,
            @JsonProperty("total") long total) {}

    /** The form older clients of {@code /v1/admin} know. */
    record SkippedUsers(
            @JsonProperty("users") List<UserResponse> users,
            @JsonProperty("total") long total,
            @JsonProperty("skip") int skip,
            @JsonProperty("limit") int limit) {}

    record UserDetailResponse(
            @JsonUnwrapped UserResponse user,
            @JsonProperty("changed_at") Instant changedAt,
            @JsonProperty("subscription") @Nullable SubscriptionResponse subscription,
            @JsonProperty("usage") UsageResponse usage,
            @JsonProperty("feeds") FeedsResponse feeds) {

        static UserDetailResponse of(UserDetail detail, LocalDate today) {
            UserDetail.Subscription subscription = detail.subscription();
            return new UserDetailResponse(
                    UserResponse.of(detail.user()),
                    detail.changedAt(),
                    subscription == null ? null : SubscriptionResponse.of(subscription),
                    UsageResponse.of(detail, today),
                    new FeedsResponse(
                            detail.follows(),
                            detail.followsOverLimit(),
                            subscription == null ? null : subscription.feeds()));
        }
    }

    record SubscriptionResponse(
            @JsonProperty("plan") String plan,
            @JsonProperty("status") String status,
            @JsonProperty("source") String source,
            @JsonProperty("trial_ends_at") @Nullable Instant trialEndsAt,
            @JsonProperty("valid_until") @Nullable Instant validUntil) {

        static SubscriptionResponse of(UserDetail.Subscription subscription) {
            return new SubscriptionResponse(
                    subscription.plan(),
                    subscription.status(),
                    subscription.source(),
                    subscription.trialEndsAt(),
                    subscription.validUntil());
        }
    }

    record UsageResponse(
            @JsonProperty("characters_today") long charactersToday,
            @JsonProperty("requests_today") long requestsToday,
            @JsonProperty("characters_limit") @Nullable Long charactersLimit,
            @JsonProperty("history") List<DayResponse> history) {

        static UsageResponse of(UserDetail detail, LocalDate today) {
            UserDetail.Day now =
                    detail.history().stream()
                            .filter(day -> day.date().equals(today))
                            .findFirst()
                            .orElse(new UserDetail.Day(today, 0, 0));
            UserDetail.Subscription subscription = detail.subscription();
            return new UsageResponse(
                    now.characters(),
                    now.requests(),
                    subscription == null ? null : subscription.charactersPerDay(),
                    detail.history().stream().map(DayResponse::of).toList());
        }
    }

    record DayResponse(
            @JsonProperty("date") LocalDate date,
            @JsonProperty("characters") long characters,
            @JsonProperty("requests") long requests) {

        static DayResponse of(UserDetail.Day day) {
            return new DayResponse(day.date(), day.characters(), day.requests());
        }
    }

    record FeedsResponse(
            @JsonProperty("count") int count,
            @JsonProperty("over_limit") int overLimit,
            @JsonProperty("limit") @Nullable Integer limit) {}
}
