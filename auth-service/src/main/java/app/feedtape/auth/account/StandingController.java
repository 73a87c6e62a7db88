package app.feedtape.auth.account;

import app.feedtape.auth.session.Sessions;
import app.feedtape.web.token.ServiceCaller;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** For services that cannot rely on what they heard of accounts and sessions. */
@RestController
class StandingController {

    private final Accounts accounts;
    private final Sessions sessions;

    StandingController(Accounts accounts, Sessions sessions) {
        this.accounts = accounts;
        this.sessions = sessions;
    }

    record StandingResponse(
            @JsonProperty("status") String status,
            @JsonProperty("roles") List<String> roles,
            @JsonProperty("session_over") boolean sessionOver) {}

    /**
     * Whether an account may act and a session of it is over, at this moment. An account that does
     * not exist is {@code deleted}; what is no session of the account, such as an API key, is not
     * over.
     */
    @GetMapping("/internal/standing")
    StandingResponse standing(
            ServiceCaller caller,
            @RequestParam("account_id") UUID accountId,
            @RequestParam("session_id") UUID sessionId) {
        return accounts.find(accountId)
                .map(account ->
                        new StandingResponse(
                                account.status().column(),
                                account.roles(),
                                sessions.isOver(sessionId, accountId)))
                .orElseGet(() ->
                        new StandingResponse(Account.Status.DELETED.column(), List.of(), true));
    }
}
