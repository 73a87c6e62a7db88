package app.feedtape.feed.follow;

import app.feedtape.web.servlet.OpenToKeys;
import app.feedtape.web.token.Caller;
import app.feedtape.web.token.KeyScope;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The payer's part of {@code GET /api/subscription/usage}, which the gateway composes. */
@RestController
class FeedUsageController {

    private final Allowances allowances;

    FeedUsageController(Allowances allowances) {
        this.allowances = allowances;
    }

    record FeedUsageResponse(@JsonProperty("feeds") int feeds) {}

    /** How many feeds the caller's payer follows, those over the limit included. */
    @OpenToKeys(KeyScope.USAGE_READ)
    @GetMapping("/api/usage/feeds")
    FeedUsageResponse usage(Caller caller) {
        return new FeedUsageResponse(allowances.countFollows(caller.payerId()));
    }
}
