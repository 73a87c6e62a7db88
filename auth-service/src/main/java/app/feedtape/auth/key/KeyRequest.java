package app.feedtape.auth.key;

import app.feedtape.web.document.Needed;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.KeyScope;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request for a key says, and whether it can be had. */
record KeyRequest(
        @Needed @JsonProperty("name") @Nullable String name,
        @Needed @JsonProperty("scopes") @Nullable List<@Nullable String> scopes,
        @JsonProperty("expires_at") @Nullable Instant expiresAt,
        @JsonProperty("requests_per_minute") @Nullable Integer requestsPerMinute) {

    private static final int LONGEST_NAME = 100;
    private static final int MOST_REQUESTS = 6_000;
    private static final Duration LONGEST_LIFE = Duration.ofDays(3_650);

    KeyPlan parse(Instant now) {
        return new KeyPlan(parseName(), parseScopes(), parseRate(), parseEnd(now));
    }

    private String parseName() {
        String stripped = name == null ? "" : name.replaceAll("\\p{Cntrl}", " ").strip();
        if (stripped.isEmpty() || stripped.codePointCount(0, stripped.length()) > LONGEST_NAME) {
            throw Refusal.invalid("name", "Must be 1 to 100 characters.");
        }
        return stripped;
    }

    private List<KeyScope> parseScopes() {
        List<KeyScope> parsed = new ArrayList<>();
        for (String scope : scopes == null ? List.<@Nullable String>of() : scopes) {
            parsed.add(
                    KeyScope.named(String.valueOf(scope))
                            .orElseThrow(() ->
                                    Refusal.invalid(
                                            "scopes",
                                            "Of feeds:read, feeds:write, speech, usage:read.")));
        }
        if (parsed.isEmpty()) {
            throw Refusal.invalid("scopes", "At least one scope is needed.");
        }
        return parsed.stream().distinct().sorted().toList();
    }

    private @Nullable Integer parseRate() {
        if (requestsPerMinute != null
                && (requestsPerMinute < 1 || requestsPerMinute > MOST_REQUESTS)) {
            throw Refusal.invalid("requests_per_minute", "Must be 1 to 6000.");
        }
        return requestsPerMinute;
    }

    private @Nullable Instant parseEnd(Instant now) {
        if (expiresAt != null
                && (!expiresAt.isAfter(now) || expiresAt.isAfter(now.plus(LONGEST_LIFE)))) {
            throw Refusal.invalid("expires_at", "Must be in the future, within ten years.");
        }
        return expiresAt;
    }
}
