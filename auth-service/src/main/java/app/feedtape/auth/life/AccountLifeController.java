package app.feedtape.auth.life;

import app.feedtape.auth.life.PrivacyTask.Kind;
import app.feedtape.auth.life.PrivacyTask.State;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.web.document.Answers;
import app.feedtape.web.paging.Page;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.servlet.NotInAnothersName;
import app.feedtape.web.token.Caller;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A person's own data: to have, and to have no more. */
@RestController
class AccountLifeController {

    private final DeletionProof proof;
    private final AccountDeletion deletion;
    private final DataExport export;
    private final PrivacyTasks tasks;
    private final PrivacyParts parts;

    AccountLifeController(
            DeletionProof proof,
            AccountDeletion deletion,
            DataExport export,
            PrivacyTasks tasks,
            PrivacyParts parts) {
        this.proof = proof;
        this.deletion = deletion;
        this.export = export;
        this.tasks = tasks;
        this.parts = parts;
    }

    /**
     * @param password the account's, when it has one
     */
    record DeletionRequest(@JsonProperty("password") @Nullable String password) {

        @Override
        public String toString() {
            return "DeletionRequest[hidden]";
        }
    }

    record PartResponse(
            @JsonProperty("service") String service,
            @JsonProperty("confirmed") boolean confirmed) {}

    record JobResponse(
            @JsonProperty("id") UUID id,
            @JsonProperty("kind") String kind,
            @JsonProperty("state") String state,
            @JsonProperty("requested_at") Instant requestedAt,
            @JsonProperty("due_at") @Nullable Instant dueAt,
            @JsonProperty("completed_at") @Nullable Instant completedAt,
            @JsonProperty("expires_at") @Nullable Instant expiresAt,
            @JsonProperty("download_url") @Nullable String downloadUrl,
            @JsonProperty("parts") List<PartResponse> parts) {}

    record BegunResponse(@JsonProperty("job") JobResponse job) {}

    /**
     * Deletes the caller's account, for good: access ends at once everywhere, the rows go after 30
     * days ({@code due_at}). 202 with the job, whose id is what support can be asked about; two at
     * once get the same job. Needs a fresh proof: the password in the body when the account has
     * one, a second factor shown lately when it is enrolled, else a sign-in within 15 minutes: 401
     * INVALID_CREDENTIALS, 403 TWO_FACTOR_REQUIRED, RECENT_SIGN_IN_REQUIRED; 403 FORBIDDEN in
     * another's name.
     */
    @DeleteMapping("/api/me")
    @NotInAnothersName
    @ResponseStatus(HttpStatus.ACCEPTED)
    BegunResponse delete(
            Caller caller, @RequestBody(required = false) @Nullable DeletionRequest request) {
        proof.require(caller, request == null ? null : request.password());
        return new BegunResponse(
                shape(
                        deletion.delete(caller.accountId(), Actor.account(caller.accountId()))
                                .task()));
    }

    /**
     * Begins to put together everything the house keeps of the caller: 202 with the job. While one
     * runs it is that one. 403 FORBIDDEN in another's name.
     */
    @PostMapping("/api/me/export")
    @NotInAnothersName
    @ResponseStatus(HttpStatus.ACCEPTED)
    BegunResponse export(Caller caller) {
        return new BegunResponse(shape(export.begin(caller.accountId())));
    }

    /**
     * The caller's jobs, the newest first, at most 100; an export is forgotten after seven days.
     */
    @GetMapping("/api/me/jobs")
    Page<JobResponse> list(Caller caller) {
        return new Page<>(tasks.list(caller.accountId()).stream().map(this::shape).toList(), null);
    }

    /** One of the caller's jobs; 404 for anything else. */
    @GetMapping("/api/me/jobs/{id}")
    JobResponse find(Caller caller, @PathVariable("id") UUID id) {
        return tasks.find(id, caller.accountId())
                .map(this::shape)
                .orElseThrow(AccountLifeController::nothing);
    }

    /**
     * The export as a ZIP file with a JSON file per service and the feeds as OPML, for seven days;
     * 404 before it is complete, after that, and for everybody else; 403 FORBIDDEN in another's
     * name.
     */
    @Answers(type = "application/zip", headers = "Content-Disposition")
    @GetMapping("/api/me/jobs/{id}/download")
    @NotInAnothersName
    ResponseEntity<byte[]> download(Caller caller, @PathVariable("id") UUID id) {
        byte[] file =
                export.find(id, caller.accountId()).orElseThrow(AccountLifeController::nothing);
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("application/zip"))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename("feedtape-export.zip")
                                .build()
                                .toString())
                .cacheControl(CacheControl.noStore())
                .body(file);
    }

    private static Refusal nothing() {
        return ErrorCode.NOT_FOUND.because("There is nothing here.");
    }

    private JobResponse shape(PrivacyTask task) {
        return new JobResponse(
                task.id(),
                task.kind().column(),
                task.state().word(),
                task.requestedAt(),
                task.dueAt(),
                task.completedAt(),
                task.expiresAt(),
                task.hasFile() ? "/api/me/jobs/%s/download".formatted(task.id()) : null,
                parts.list(task.id()).stream()
                        .map(part -> new PartResponse(part.service(), isConfirmed(task, part)))
                        .toList());
    }

    /** Until everybody has closed, that is what is waited for. */
    private static boolean isConfirmed(PrivacyTask task, PrivacyParts.Part part) {
        return task.kind() == Kind.ERASURE && task.state() == State.RUNNING
                ? part.closed()
                : part.done();
    }
}
