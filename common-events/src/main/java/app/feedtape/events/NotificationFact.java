package app.feedtape.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import java.util.UUID;

/** What any service asks auth-service to tell a person. */
public sealed interface NotificationFact extends Fact {

    @Override
    default Topic topic() {
        return Topic.NOTIFICATION;
    }

    /**
     * A mail to send.
     *
     * @param template name of a template that auth has
     * @param parameters what the template fills in; never an address, a token or an article link
     * @param dedupeKey a second request with the same key is dropped
     */
    record NotificationRequested(
            @JsonProperty("account_id") UUID accountId,
            @JsonProperty("template") String template,
            @JsonProperty("parameters") Map<String, String> parameters,
            @JsonProperty("dedupe_key") String dedupeKey)
            implements NotificationFact {

        @Override
        public String key() {
            return accountId.toString();
        }
    }
}
