package app.feedtape.auth.key;

import app.feedtape.auth.session.FreshProof;
import app.feedtape.web.paging.Page;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.servlet.NotInAnothersName;
import app.feedtape.web.token.Caller;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A person's API keys. A key cannot make, see or end keys, nor can an operator in their name. */
@RestController
@NotInAnothersName
@RequestMapping("/api/keys")
class KeyController {

    private static final String CREATE = "POST /api/keys";
    private static final Duration OVERLAP = Duration.ofDays(1);
    private static final Duration LONGEST_OVERLAP = Duration.ofDays(7);

    private final ApiKeys keys;
    private final KeyIssue issue;
    private final KeyRevocation revocation;
    private final KeyPermission permission;
    private final FreshProof proof;
    private final SecretAnswers answers;
    private final Clock clock;

    KeyController(
            ApiKeys keys,
            KeyIssue issue,
            KeyRevocation revocation,
            KeyPermission permission,
            FreshProof proof,
            SecretAnswers answers,
            Clock clock) {
        this.keys = keys;
        this.issue = issue;
        this.revocation = revocation;
        this.permission = permission;
        this.proof = proof;
        this.answers = answers;
        this.clock = clock;
    }

    record RotationRequest(@JsonProperty("overlap_seconds") @Nullable Long overlapSeconds) {

        Duration parse() {
            if (overlapSeconds == null) {
                return OVERLAP;
            }
            if (overlapSeconds < 0 || overlapSeconds > LONGEST_OVERLAP.toSeconds()) {
                throw Refusal.invalid("overlap_seconds", "Must be 0 to 604800.");
            }
            return Duration.ofSeconds(overlapSeconds);
        }
    }

    /** Keys that were not revoked, the oldest first; never a secret. */
    @GetMapping
    Page<KeyAnswer> list(Caller caller) {
        return new Page<>(keys.list(caller.accountId()).stream().map(KeyAnswer::of).toList(), null);
    }

    /**
     * A new key; its secret is in this answer and never again. {@code name} 1 to 100 characters,
     * {@code scopes} of {@code feeds:read}, {@code feeds:write}, {@code speech}, {@code
     * usage:read}, {@code expires_at} within ten years or none, {@code requests_per_minute} 1 to
     * 6000 or the plan's. 400 VALIDATION_FAILED; 402 PLAN_REQUIRED; 403 TWO_FACTOR_REQUIRED where a
     * second factor was not shown lately; 409 CONFLICT at 20 living keys. {@code Idempotency-Key}
     * is honoured (api.md).
     */
    @PostMapping
    ResponseEntity<KeyAnswer> create(
            Caller caller,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody KeyRequest request) {
        proof.require(caller);
        permission.require(caller);
        KeyPlan plan = request.parse(clock.instant());
        KeyAnswer made =
                answers.once(
                        caller,
                        CREATE,
                        key,
                        request,
                        () -> KeyAnswer.of(issue.create(caller, plan)));
        return ResponseEntity.created(URI.create("/api/keys/" + made.id()))
                .cacheControl(CacheControl.noStore())
                .body(made);
    }

    /**
     * Another secret for a key. The one before goes on for {@code overlap_seconds} (0 to 604800, a
     * day when nothing is said); one that was ending already ends now. 404, 409 CONFLICT for a key
     * that has expired; the rest as for a new one.
     */
    @PostMapping("/{id}/rotate")
    ResponseEntity<KeyAnswer> rotate(
            Caller caller,
            @PathVariable("id") UUID id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody(required = false) @Nullable RotationRequest request) {
        proof.require(caller);
        permission.require(caller);
        RotationRequest asked = request == null ? new RotationRequest(null) : request;
        Duration overlap = asked.parse();
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(
                        answers.once(
                                caller,
                                "POST /api/keys/%s/rotate".formatted(id),
                                key,
                                asked,
                                () -> KeyAnswer.of(issue.rotate(caller, id, overlap))));
    }

    /** Ends a key within a second everywhere; 204 also when it was over already, 404 else. */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(Caller caller, @PathVariable("id") UUID id) {
        revocation.revoke(id, caller.accountId());
    }
}
