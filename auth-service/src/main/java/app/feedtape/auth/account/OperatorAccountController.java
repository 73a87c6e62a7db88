package app.feedtape.auth.account;

import app.feedtape.auth.account.AccountStanding.Order;
import app.feedtape.auth.audit.Actor;
import app.feedtape.auth.session.Sessions;
import app.feedtape.events.AccountFact.ListenerSettings;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.ServiceCaller;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Accounts for the operators' command line and for admin-service; 403 for every other service. */
@RestController
class OperatorAccountController {

    private static final Set<String> CALLERS = Set.of("operator", "admin-service");

    private final Accounts accounts;
    private final AccountStanding standing;
    private final Sessions sessions;

    OperatorAccountController(Accounts accounts, AccountStanding standing, Sessions sessions) {
        this.accounts = accounts;
        this.standing = standing;
        this.sessions = sessions;
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
        allow(caller);
        EmailAddress address =
                EmailAddress.parse(email)
                        .orElseThrow(() -> Refusal.invalid("email", "This is not an address."));
        return shape(
                accounts.findVerified(address).orElseThrow(OperatorAccountController::nothing));
    }

    /** One account; 404 when there is none. */
    @GetMapping("/internal/accounts/{id}")
    AccountResponse find(ServiceCaller caller, @PathVariable("id") UUID id) {
        allow(caller);
        return shape(accounts.find(id).orElseThrow(OperatorAccountController::nothing));
    }

    /** Grants {@code listener}, {@code support} or {@code admin}. */
    @PostMapping("/internal/accounts/{id}/role")
    AccountResponse grant(
            ServiceCaller caller, @PathVariable("id") UUID id, @RequestBody RoleRequest request) {
        allow(caller);
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
        allow(caller);
        return shape(standing.suspend(id, order(caller, reason(request))));
    }

    /** Lets a person in again; they have to sign in. */
    @PostMapping("/internal/accounts/{id}/activate")
    AccountResponse activate(
            ServiceCaller caller,
            @PathVariable("id") UUID id,
            @RequestBody(required = false) @Nullable OrderRequest request) {
        allow(caller);
        return shape(standing.activate(id, order(caller, reason(request))));
    }

    /** Ends every session of a person and says how many there were. */
    @PostMapping("/internal/accounts/{id}/revoke-sessions")
    EndedResponse revokeSessions(
            ServiceCaller caller,
            @PathVariable("id") UUID id,
            @RequestBody(required = false) @Nullable OrderRequest request) {
        allow(caller);
        return new EndedResponse(standing.revokeSessions(id, order(caller, reason(request))));
    }

    private static @Nullable String reason(@Nullable OrderRequest request) {
        return request == null ? null : request.reason();
    }

    /** Nothing is changed in a service's own name: there is somebody who answers for it. */
    private static Order order(ServiceCaller caller, @Nullable String reason) {
        if (!caller.name().equals("operator")) {
            throw ErrorCode.FORBIDDEN.because("An operator has to be named.");
        }
        return new Order(Actor.COMMAND_LINE, reason);
    }

    private static void allow(ServiceCaller caller) {
        if (!CALLERS.contains(caller.name())) {
            throw ErrorCode.FORBIDDEN.because("This is for operators.");
        }
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
