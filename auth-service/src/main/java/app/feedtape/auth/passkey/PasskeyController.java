package app.feedtape.auth.passkey;

import app.feedtape.auth.session.FreshProof;
import app.feedtape.web.document.Needed;
import app.feedtape.web.paging.Page;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.Caller;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** A person's passkeys. */
@RestController
@RequestMapping("/auth/passkeys")
class PasskeyController {

    private static final int LONGEST_NAME = 100;

    private final PasskeyRegistration registration;
    private final Passkeys passkeys;
    private final FreshProof freshProof;

    PasskeyController(PasskeyRegistration registration, Passkeys passkeys, FreshProof freshProof) {
        this.registration = registration;
        this.passkeys = passkeys;
        this.freshProof = freshProof;
    }

    record PasskeyResponse(
            @JsonProperty("id") UUID id,
            @JsonProperty("name") String name,
            @JsonProperty("created_at") Instant createdAt,
            @JsonProperty("last_used_at") @Nullable Instant lastUsedAt,
            @JsonProperty("backed_up") boolean backedUp) {}

    record AddRequest(
            @Needed @JsonProperty("credential") @Nullable JsonNode credential,
            @JsonProperty("name") @Nullable String name) {
        @Override
        public String toString() {
            return "AddRequest[hidden]";
        }
    }

    record NameRequest(@JsonProperty("name") @Nullable String name) {}

    record AddedResponse(@JsonProperty("id") UUID id, @JsonProperty("name") String name) {}

    /** All of the caller's, the oldest first; there are never more than 20. */
    @GetMapping
    Page<PasskeyResponse> list(Caller caller) {
        List<PasskeyResponse> items =
                passkeys.list(caller.accountId()).stream()
                        .map(passkey ->
                                new PasskeyResponse(
                                        passkey.id(),
                                        passkey.name(),
                                        passkey.createdAt(),
                                        passkey.lastUsedAt(),
                                        passkey.backedUp()))
                        .toList();
        return new Page<>(items, null);
    }

    /**
     * What the device needs to make a key pair, to be handed to it as it is: five minutes, one
     * answer. Needs the second factor shown within 15 minutes where there is one (403
     * TWO_FACTOR_REQUIRED), else a sign-in of the last 15 minutes (403 RECENT_SIGN_IN_REQUIRED).
     */
    @PostMapping("/options")
    CreationOptions options(Caller caller) {
        freshProof.requireRecent(caller);
        return registration.begin(caller.accountId());
    }

    /**
     * Adds the key pair the device has made ({@code RegistrationResponseJSON}) under a name of 1 to
     * 100 characters, "Passkey" when there is none. 400 VALIDATION_FAILED for an answer that is
     * late, used, for another page or account, or without the user verified; 409 CONFLICT for a key
     * that is known already and for more than 20; 403 as for the options.
     */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    AddedResponse add(Caller caller, @RequestBody AddRequest request) {
        freshProof.requireRecent(caller);
        JsonNode credential = request.credential();
        if (credential == null || !credential.isObject()) {
            throw Refusal.invalid("credential", "This is not the answer of a passkey.");
        }
        String name = request.name() == null ? "Passkey" : name(request.name());
        return new AddedResponse(
                registration.finish(caller.accountId(), credential.toString(), name), name);
    }

    /** Gives a passkey another name of 1 to 100 characters; 404 for anybody else's. */
    @PatchMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void rename(Caller caller, @PathVariable("id") UUID id, @RequestBody NameRequest request) {
        freshProof.require(caller);
        if (!passkeys.tryRename(id, caller.accountId(), name(request.name()))) {
            throw ErrorCode.NOT_FOUND.because("There is nothing here.");
        }
    }

    /**
     * Removes a passkey; it opens nothing any more. 404 for anybody else's; 409 CONFLICT for the
     * only way into the account; 403 as for adding one.
     */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(Caller caller, @PathVariable("id") UUID id) {
        freshProof.requireRecent(caller);
        registration.remove(caller.accountId(), id);
    }

    private static String name(@Nullable String written) {
        String name = written == null ? "" : written.replaceAll("\\p{Cntrl}", "").strip();
        if (name.isEmpty() || name.codePointCount(0, name.length()) > LONGEST_NAME) {
            throw Refusal.invalid("name", "A name has 1 to 100 characters.");
        }
        return name;
    }
}
