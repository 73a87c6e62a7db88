package app.feedtape.auth.life;

import app.feedtape.auth.account.Operators;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.token.ServiceCaller;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Deletion for the operators' command line and for admin-service; 403 for every other service. */
@RestController
class OperatorDeletionController {

    private static final Set<String> CALLERS = Set.of("operator", "admin-service");

    private final AccountDeletion deletion;
    private final PrivacyTasks tasks;
    private final PrivacyParts parts;
    private final Operators operators;

    OperatorDeletionController(
            AccountDeletion deletion, PrivacyTasks tasks, PrivacyParts parts, Operators operators) {
        this.deletion = deletion;
        this.tasks = tasks;
        this.parts = parts;
        this.operators = operators;
    }

    record PartResponse(
            @JsonProperty("service") String service,
            @JsonProperty("closed") boolean closed,
            @JsonProperty("done") boolean done) {}

    record TaskResponse(
            @JsonProperty("id") UUID id,
            @JsonProperty("account_id") UUID accountId,
            @JsonProperty("kind") String kind,
            @JsonProperty("state") String state,
            @JsonProperty("requested_at") Instant requestedAt,
            @JsonProperty("due_at") @Nullable Instant dueAt,
            @JsonProperty("completed_at") @Nullable Instant completedAt,
            @JsonProperty("parts") List<PartResponse> parts) {}

    /** Deletes an account as its owner would; 404 when there is none or it is deleted already. */
    @DeleteMapping("/internal/accounts/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(ServiceCaller caller, @PathVariable("id") UUID id) {
        allow(caller);
        if (!deletion.delete(id, operators.require(caller)).isNew()) {
            throw ErrorCode.NOT_FOUND.because("There is nothing here.");
        }
    }

    /** How far an erasure or export has come; 404 when there is none of this id. */
    @GetMapping("/internal/privacy-tasks/{id}")
    TaskResponse find(ServiceCaller caller, @PathVariable("id") UUID id) {
        allow(caller);
        PrivacyTask task =
                tasks.find(id)
                        .orElseThrow(() -> ErrorCode.NOT_FOUND.because("There is nothing here."));
        return new TaskResponse(
                task.id(),
                task.accountId(),
                task.kind().column(),
                task.state().word(),
                task.requestedAt(),
                task.dueAt(),
                task.completedAt(),
                parts.list(id).stream()
                        .map(part -> new PartResponse(part.service(), part.closed(), part.done()))
                        .toList());
    }

    /** Nothing is deleted in a service's own name: there is somebody who answers for it. */
    private static void allow(ServiceCaller caller) {
        if (!CALLERS.contains(caller.name())) {
            throw ErrorCode.FORBIDDEN.because("This is for operators.");
        }
    }
}
