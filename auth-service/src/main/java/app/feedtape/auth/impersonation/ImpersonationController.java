package app.feedtape.auth.impersonation;

import app.feedtape.auth.account.Operators;
import app.feedtape.auth.impersonation.Impersonation.Begun;
import app.feedtape.auth.impersonation.Impersonation.Wish;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.ServiceCaller;
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

/** For administrators through admin-service; 403 FORBIDDEN for everybody else. */
@RestController
@RequestMapping("/internal/accounts/{id}/impersonate")
class ImpersonationController {

    private static final int LONGEST_REASON = 400;

    private final Impersonation impersonation;
    private final Operators operators;

    ImpersonationController(Impersonation impersonation, Operators operators) {
        this.impersonation = impersonation;
        this.operators = operators;
    }

    record ImpersonationRequest(
            @JsonProperty("reason") @Nullable String reason,
            @JsonProperty("write") @Nullable Boolean write) {

        String parseReason() {
            String stripped = reason == null ? "" : reason.replaceAll("\\p{Cntrl}", " ").strip();
            if (stripped.isEmpty()
                    || stripped.codePointCount(0, stripped.length()) > LONGEST_REASON) {
                throw Refusal.invalid("reason", "A reason of 1 to 400 characters is needed.");
            }
            return stripped;
        }
    }

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
     * A token of 15 minutes that acts in the person's name ({@code act}), without a refresh token;
     * one that was begun before ends. 400 without a {@code reason}; 403 for an administrator's
     * account; 404; 409 CONFLICT for a suspended one; 503 when it cannot be audited. Only looks
     * unless {@code write} is true.
     */
    @PostMapping
    ImpersonationResponse begin(
            ServiceCaller caller,
            @PathVariable("id") UUID id,
            @RequestBody ImpersonationRequest request) {
        UUID operator = operators.requireAdministrator(caller);
        boolean write = Boolean.TRUE.equals(request.write());
        Begun begun = impersonation.begin(new Wish(id, operator, request.parseReason(), write));
        return new ImpersonationResponse(
                begun.token().token(), begun.token().lifeSeconds(), begun.sessionId(), write);
    }

    /** Ends what this administrator has begun with this person, also when that is over already. */
    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(ServiceCaller caller, @PathVariable("id") UUID id) {
        impersonation.end(id, operators.requireAdministrator(caller));
    }
}
