package app.feedtape.admin.impersonation;

import app.feedtape.web.servlet.RequiresRole;
import app.feedtape.web.token.Caller;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Acting in a person's name, for administrators alone. */
@RestController
@RequiresRole("admin")
@RequestMapping({"/api/admin/users/{id}/impersonate", "/v1/admin/users/{id}/impersonate"})
class ImpersonationController {

    private final AuthCalls auth;

    ImpersonationController(AuthCalls auth) {
        this.auth = auth;
    }

    record ImpersonationRequest(
            @JsonProperty("reason") @Nullable String reason,
            @JsonProperty("write") @Nullable Boolean write) {}

    record ImpersonationResponse(
            @JsonProperty("token") String token,
            @JsonProperty("expires_in") long expiresIn,
            @JsonProperty("session_id") UUID sessionId,
            @JsonProperty("write") boolean write) {
        @Override
        public String toString() {
            return "ImpersonationResponse[" + sessionId + "]";
        }
    }

    /**
     * A token of 15 minutes that acts in the person's name, without a refresh token. The person
     * sees it among their sessions and is told by mail. 400 without a {@code reason} of 1 to 400
     * characters; 403 for an administrator's account; 404; 409 CONFLICT for a suspended one; 503
     * when auth-service cannot do or audit it. Only looks unless {@code write} is true.
     */
    @PostMapping
    ImpersonationResponse begin(
            Caller caller, @PathVariable UUID id, @RequestBody ImpersonationRequest request) {
        return auth.begin(caller, id, request);
    }

    /** Ends what the caller has begun with this person, also when that is over already. */
    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(Caller caller, @PathVariable UUID id) {
        auth.end(caller, id);
    }
}
