package app.feedtape.auth.session;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.ServiceCaller;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Access tokens that were accepted anywhere in the house: a thief need not call auth-service with
 * what was stolen. 403 for every service but the gateway.
 */
@RestController
class SightingController {

    private final Sessions sessions;

    SightingController(Sessions sessions) {
        this.sessions = sessions;
    }

    record SightingRequest(
            @JsonProperty("generation") @Nullable Long generation,
            @JsonProperty("account_id") @Nullable UUID accountId) {}

    /**
     * An access token of this session was accepted; telling it again changes nothing.
     *
     * @param request the generation of the refresh token the access token was given with, 0 or
     *     more, and the session's account; 404 when no living session is that account's
     */
    @PostMapping("/internal/sessions/{id}/seen")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void see(
            ServiceCaller caller,
            @PathVariable("id") UUID id,
            @RequestBody SightingRequest request) {
        if (!caller.name().equals("gateway")) {
            throw ErrorCode.FORBIDDEN.because("This is for the gateway.");
        }
        Long generation = request.generation();
        UUID accountId = request.accountId();
        if (generation == null || generation < 0) {
            throw Refusal.invalid("generation", "Must be 0 or more.");
        }
        if (accountId == null) {
            throw Refusal.invalid("account_id", "The account is missing.");
        }
        if (!sessions.see(id, accountId, generation)) {
            throw ErrorCode.NOT_FOUND.because("There is nothing here.");
        }
    }
}
