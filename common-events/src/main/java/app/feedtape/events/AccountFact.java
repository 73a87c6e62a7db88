package app.feedtape.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What auth-service says about accounts. */
public sealed interface AccountFact extends Fact {

    @Override
    default Topic topic() {
        return Topic.ACCOUNT;
    }

    /**
     * The whole account as it is now.
     *
     * @param version grows by one with every change; an older one is dropped
     * @param email canonical address; personal data, absent once erased
     * @param status {@code active}, {@code suspended} or {@code deleted}
     * @param roles of {@code listener}, {@code support}, {@code admin}
     */
    record AccountChanged(
            @JsonProperty("account_id") UUID accountId,
            @JsonProperty("version") long version,
            @JsonProperty("email") @Nullable String email,
            @JsonProperty("email_verified") boolean emailVerified,
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("status") String status,
            @JsonProperty("roles") List<String> roles,
            @JsonProperty("settings") ListenerSettings settings,
            @JsonProperty("created_at") Instant createdAt,
            @JsonProperty("changed_at") Instant changedAt)
            implements AccountFact {

        @Override
        public String key() {
            return accountId.toString();
        }
    }

    /**
     * How a listener likes to be read to.
     *
     * @param voice a voice id, such as {@code Lucia}
     * @param speed 0.5 to 2.0
     * @param language {@code auto} or one of en, es, fr, de, it, pt
     * @param quality {@code standard} or {@code neural}
     */
    record ListenerSettings(
            @JsonProperty("voice") String voice,
            @JsonProperty("speed") BigDecimal speed,
            @JsonProperty("language") String language,
            @JsonProperty("quality") String quality) {}
}
