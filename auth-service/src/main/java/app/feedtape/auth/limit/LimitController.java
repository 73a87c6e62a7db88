package app.feedtape.auth.limit;

import app.feedtape.auth.account.Operators;
import app.feedtape.web.token.ServiceCaller;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.SortedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The operators' command to clear an account's rate limits. */
@RestController
class LimitController {

    private final LimitClearing clearing;
    private final Operators operators;

    LimitController(LimitClearing clearing, Operators operators) {
        this.clearing = clearing;
        this.operators = operators;
    }

    record ClearRequest(
            @JsonProperty("scopes") @Nullable List<@Nullable String> scopes,
            @JsonProperty("reason") @Nullable String reason) {}

    record ClearedResponse(@JsonProperty("cleared") SortedSet<String> cleared) {}

    /**
     * Lets an account begin anew in the named scopes, in all without any; felt at every gateway
     * within a second. 400 for a scope that does not exist (there are no patterns), 403 without an
     * operator to answer for it, 404 when there is no such account.
     */
    @PostMapping("/internal/accounts/{id}/clear-rate-limits")
    ClearedResponse clear(
            ServiceCaller caller,
            @PathVariable("id") UUID id,
            @RequestBody(required = false) @Nullable ClearRequest request) {
        SortedSet<String> scopes = LimitClearing.scopes(request == null ? null : request.scopes());
        clearing.clear(
                id, scopes, operators.require(caller), request == null ? null : request.reason());
        return new ClearedResponse(scopes);
    }
}
