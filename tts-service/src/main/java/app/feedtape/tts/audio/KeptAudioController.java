package app.feedtape.tts.audio;

import app.feedtape.events.Entitlement;
import app.feedtape.tts.audio.KeptAudio.Kept;
import app.feedtape.tts.plans.Plans;
import app.feedtape.web.paging.Cursors;
import app.feedtape.web.paging.Page;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.servlet.OpenToKeys;
import app.feedtape.web.token.Caller;
import app.feedtape.web.token.KeyScope;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What an account may hear again by its address. */
@RestController
class KeptAudioController {

    private static final String SORT = "audio";

    private final KeptAudio kept;
    private final Plans plans;
    private final Cursors cursors;

    KeptAudioController(KeptAudio kept, Plans plans, Cursors cursors) {
        this.kept = kept;
        this.plans = plans;
        this.cursors = cursors;
    }

    /**
     * @param overLimit past what the plan keeps: still there, and the first to make room
     */
    record KeptAudioResponse(
            @JsonProperty("id") UUID id,
            @JsonProperty("created_at") Instant createdAt,
            @JsonProperty("language") String language,
            @JsonProperty("voice") String voice,
            @JsonProperty("engine") String engine,
            @JsonProperty("speed") double speed,
            @JsonProperty("format") String format,
            @JsonProperty("characters") int characters,
            @JsonProperty("bytes") long bytes,
            @JsonProperty("kept_until") Instant keptUntil,
            @JsonProperty("over_limit") boolean overLimit) {

        static KeptAudioResponse of(Kept kept) {
            return new KeptAudioResponse(
                    kept.id(),
                    kept.createdAt(),
                    kept.language(),
                    kept.voice(),
                    kept.engine(),
                    kept.speedPercent() / 100.0,
                    kept.format(),
                    kept.characters(),
                    kept.bytes(),
                    kept.keptUntil(),
                    kept.overLimit());
        }
    }

    /** The account's whole listenings that can be fetched, newest first; {@code limit} 1..100. */
    @OpenToKeys(KeyScope.SPEECH)
    @GetMapping("/api/audio")
    Page<KeptAudioResponse> list(
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MAXIMUM_LIMIT) int limit,
            @RequestParam(required = false) @Nullable String cursor,
            Caller caller) {
        List<String> after =
                cursor == null
                        ? List.of()
                        : cursors.decode(SORT, caller.accountId().toString(), cursor);
        List<Kept> found =
                kept.list(
                        caller.accountId(),
                        caller.payerId(),
                        plans.find(caller).map(KeptAudioController::bytes).orElse(null),
                        after.isEmpty() ? null : Instant.parse(after.get(0)),
                        after.isEmpty() ? null : UUID.fromString(after.get(1)),
                        limit + 1);
        List<Kept> page = found.subList(0, Math.min(limit, found.size()));
        return new Page<>(
                page.stream().map(KeptAudioResponse::of).toList(),
                found.size() > limit ? next(caller, page.getLast()) : null);
    }

    private String next(Caller caller, Kept last) {
        return cursors.encode(
                SORT,
                caller.accountId().toString(),
                List.of(last.createdAt().toString(), last.id().toString()));
    }

    private static @Nullable Long bytes(Entitlement entitlement) {
        Integer megabytes = entitlement.limits().keptAudioMegabytes();
        return megabytes == null ? null : megabytes * KeptAudio.MEGABYTE;
    }

    /**
     * Lets a listening go: its address is 404 from now on, and it counts no longer. Its receipt
     * stays, and the same text costs nothing as long as it is paid.
     */
    @OpenToKeys(KeyScope.SPEECH)
    @DeleteMapping("/api/audio/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void letGo(@PathVariable UUID id, Caller caller) {
        if (!kept.tryLetGo(id, caller.accountId())) {
            throw ErrorCode.NOT_FOUND.because("There is nothing here.");
        }
    }
}
