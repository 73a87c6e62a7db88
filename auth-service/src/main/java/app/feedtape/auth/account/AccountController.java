package app.feedtape.auth.account;

import app.feedtape.auth.settings.SettingsChange;
import app.feedtape.events.AccountFact.ListenerSettings;
import app.feedtape.web.document.Shape;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.AccessToken;
import app.feedtape.web.token.Caller;
import app.feedtape.web.token.InAnothersName;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** A person's own account: auth's part of {@code /api/me}, which the gateway composes. */
@RestController
class AccountController {

    private final Accounts accounts;
    private final SettingsUpdate update;

    AccountController(Accounts accounts, SettingsUpdate update) {
        this.accounts = accounts;
        this.update = update;
    }

    record MeResponse(
            @JsonProperty("id") UUID id,
            @JsonProperty("settings") ListenerSettings settings,
            @JsonProperty("email") @Nullable String email,
            @JsonProperty("email_verified") boolean emailVerified,
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("roles") List<String> roles,
            @JsonProperty("organizations") List<String> organizations,
            @JsonProperty("created_at") Instant createdAt,
            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("impersonation")
                    @Nullable ImpersonationResponse impersonation) {}

    /** Said to an operator who acts in the person's name, so that nobody forgets. */
    record ImpersonationResponse(
            @JsonProperty("operator_id") String operatorId,
            @JsonProperty("may_write") boolean mayWrite,
            @JsonProperty("expires_at") Instant expiresAt) {

        static @Nullable ImpersonationResponse of(AccessToken token) {
            return token.actor() == null
                    ? null
                    : new ImpersonationResponse(
                            token.actor(),
                            token.scopes().contains(InAnothersName.WRITE),
                            token.expiresAt());
        }
    }

    /** Who the caller is and how they like to be read to. */
    @GetMapping("/api/me")
    MeResponse me(Caller caller) {
        Account account =
                accounts.find(caller.accountId())
                        .orElseThrow(() ->
                                ErrorCode.UNAUTHENTICATED.because(
                                        "A valid access token is needed."));
        return new MeResponse(
                account.id(),
                account.settings(),
                account.email(),
                account.emailVerified(),
                account.name(),
                account.roles(),
                List.of(),
                account.createdAt(),
                ImpersonationResponse.of(caller.token()));
    }

    /**
     * Merges settings; 400 VALIDATION_FAILED names what is unknown or out of bounds. Nothing else
     * of an account can be changed here, so any other member is refused rather than ignored.
     */
    @PatchMapping("/api/me")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void change(
            Caller caller,
            @RequestBody @Shape("{settings: app.feedtape.auth.settings.SettingsChange}")
                    Map<String, JsonNode> body) {
        for (String member : body.keySet()) {
            if (!member.equals("settings")) {
                throw Refusal.invalid(member, "This cannot be changed here.");
            }
        }
        JsonNode settings = body.get("settings");
        if (settings == null) {
            throw Refusal.invalid("settings", "The settings are missing.");
        }
        update.apply(caller.accountId(), SettingsChange.parse(settings));
    }
}
