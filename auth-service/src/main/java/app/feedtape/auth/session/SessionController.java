package app.feedtape.auth.session;

import app.feedtape.web.paging.Page;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.token.Caller;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A person's signed-in devices. */
@RestController
class SessionController {

    private final Sessions sessions;

    SessionController(Sessions sessions) {
        this.sessions = sessions;
    }

    record SessionResponse(
            @JsonProperty("id") UUID id,
            @JsonProperty("device") String device,
            @JsonProperty("ip") String ip,
            @JsonProperty("user_agent") String userAgent,
            @JsonProperty("created_at") Instant createdAt,
            @JsonProperty("last_seen_at") Instant lastSeenAt,
            @JsonProperty("current") boolean current,
            @JsonProperty("proven_by") String provenBy,
            @JsonProperty("strength") String strength) {}

    /** Living sessions, the newest first; there are never more than 20. */
    @GetMapping("/auth/sessions")
    Page<SessionResponse> list(Caller caller) {
        List<SessionResponse> items =
                sessions.list(caller.accountId()).stream()
                        .map(session ->
                                new SessionResponse(
                                        session.id(),
                                        session.device().name(),
                                        session.device().address(),
                                        session.device().userAgent(),
                                        session.startedAt(),
                                        session.lastSeenAt(),
                                        session.id().equals(caller.token().sessionId()),
                                        session.proof().method(),
                                        session.proof().strength()))
                        .toList();
        return new Page<>(items, null);
    }

    /** Ends one of the caller's sessions, also one that is over already; 404 for anybody else's. */
    @DeleteMapping("/auth/sessions/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(Caller caller, @PathVariable("id") UUID id) {
        boolean isMine =
                sessions.end(id, caller.accountId(), EndReason.REVOKED)
                        || sessions.find(id, caller.accountId()).isPresent();
        if (!isMine) {
            throw ErrorCode.NOT_FOUND.because("There is nothing here.");
        }
    }

    /** Signs every device of the caller out, this one included. */
    @PostMapping("/auth/logout/all")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void logoutEverywhere(Caller caller) {
        sessions.endAll(caller.accountId(), EndReason.LOGOUT_ALL);
    }
}
