package app.feedtape.auth.account;

import app.feedtape.auth.account.AccountStanding.Order;
import app.feedtape.auth.session.Sessions;
import app.feedtape.events.AccountFact.ListenerSettings;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.ServiceCaller;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Accounts for the operators' command line and for admin-service; 403 for every other service.
 * admin-service changes something only in the name of an administrator, who is another one than the
 * account.
 */
@RestController
class OperatorAccountController {

    private final Accounts accounts;
    private final AccountStanding standing;
    private final Sessions sessions;
    private final Operators operators;

    OperatorAccountController(
            Accounts accounts, AccountStanding standing, Sessions sessions, Operators operators) {
        this.accounts = accounts;
        this.standing = standing;
        this.sessions = sessions;
        this.operators = operators;
    }

    record AccountResponse(
            @JsonProperty("id") UUID id,
            @JsonProperty("email") @Nullable String email,
            @JsonProperty("email_verified") boolean emailVerified,
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("status") String status,
            @JsonProperty("roles") List<String> roles,
            @JsonProperty("settings") ListenerSettings settings,
            @JsonProperty("sessions") int sessions,
            @JsonProperty("created_at") Instant createdAt) {}

    record RoleRequest(
            @JsonProperty("role") @Nullable String role,
            @JsonProperty("reason") @Nullable String reason) {}

    record OrderRequest(@JsonProperty("reason") @Nullable String reason) {}

    record EndedResponse(@JsonProperty("ended") int ended) {}

    /** The account that has proven to own the address; 404 when nobody has. */
    @GetMapping("/internal/accounts")
    AccountResponse findByEmail(ServiceCaller caller, @RequestParam("email") String email) {
        operators.requireToLook(caller);
        EmailAddress address =
                EmailAddress.parse(email)
                        .orElseThrow(() -> Refusal.invalid("email", "This is not an address."));
        return shape(
                accounts.findVerified(address).orElseThrow(OperatorAccountController::nothing));
    }

    /** One account; 404 when there is none. */
    @GetMapping("/internal/accounts/{id}")
    AccountResponse find(ServiceCaller caller, @PathVariable("id") UUID id) {
        operators.requireToLook(caller);
        return shape(accounts.find(id).orElseThrow(OperatorAccountController::nothing));
    }

    /** Grants {@code listener}, {@code support} or {@code admin}. */
    @PostMapping("/internal/accounts/{id}/role")
    AccountResponse grant(
            ServiceCaller caller, @PathVariable("id") UUID id, @RequestBody RoleRequest request) {
        operators.requireToLook(caller);
        Role role =
                Role.named(request.role() == null ? "" : request.role())
                        .orElseThrow(() ->
                                Refusal.invalid("role", "Must be listener, support or admin."));
        return shape(standing.grant(id, role, order(caller, request.reason())));
    }

    /** Shuts a person out and ends every session. */
    @PostMapping("/internal/accounts/{id}/suspend")
    AccountResponse suspend(
            ServiceCaller caller,
            @PathVariable("id") UUID id,
            @RequestBody(required = false) @Nullable OrderRequest request) {
        operators.requireToLook(caller);
        return shape(standing.suspend(id, order(caller, reason(request))));
    }

    /** Lets a person in again; they have to sign in. */
    @PostMapping("/internal/accounts/{id}/activate")
    AccountResponse activate(
            ServiceCaller caller,
            @PathVariable("id") UUID id,
            @RequestBody(required = false) @Nullable OrderRequest request) {
        operators.requireToLook(caller);
        return shape(standing.activate(id, order(caller, reason(request))));
    }

    /** Ends every session of a person and says how many there were. */
    @PostMapping("/internal/accounts/{id}/revoke-sessions")
    EndedResponse revokeSessions(
            ServiceCaller caller,
            @PathVariable("id") UUID id,
            @RequestBody(required = false) @Nullable OrderRequest request) {
        operators.requireToLook(caller);
        return new EndedResponse(standing.revokeSessions(id, order(caller, reason(request))));
    }

    private static @Nullable String reason(@Nullable OrderRequest request) {
        return request == null ? null : request.reason();
    }

    private Order order(ServiceCaller caller, @Nullable String reason) {
        return new Order(operators.require(caller), reason);
    }

    private static Refusal nothing() {
        return ErrorCode.NOT_FOUND.because("There is nothing here.");
    }

    private AccountResponse shape(Account account) {
        return new AccountResponse(
                account.id(),
                account.email(),
                account.emailVerified(),
                account.name(),
                account.status().column(),
                account.roles(),
                account.settings(),
                sessions.list(account.id()).size(),
                account.createdAt());
    }
}
