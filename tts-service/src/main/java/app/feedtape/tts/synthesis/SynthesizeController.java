package app.feedtape.tts.synthesis;

import app.feedtape.tts.synthesis.SpeechSynthesis.Begun;
import app.feedtape.web.document.Answers;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.servlet.OpenToKeys;
import app.feedtape.web.token.Caller;
import app.feedtape.web.token.KeyScope;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Text in, sound out. */
@RestController
class SynthesizeController {

    private final SpeechSynthesis synthesis;
    private final SoundStream stream;

    SynthesizeController(SpeechSynthesis synthesis, SoundStream stream) {
        this.synthesis = synthesis;
        this.stream = stream;
    }

    /**
     * Speaks a text of 1 to 10,000 code points, streamed from the first segment on. 400 for what
     * cannot be spoken, 402 for what the plan lacks, 413 TEXT_TOO_LONG for too much, 422
     * LANGUAGE_UNSUPPORTED for a language no voice speaks, 429 RATE_LIMITED with {@code
     * Retry-After} when the account has as many streams as it may, 503 SPEECH_UNAVAILABLE with
     * nothing charged when the voice fails before the first byte; when it fails after, or the
     * listener falls far behind, the transfer is broken off.
     *
     * @param dryRun {@code true} tells what it would come to and speaks nothing; what might have
     *     meant it is 400 and never bought
     */
    @Answers(
            type = "audio/mpeg",
            headers = {
                "Content-Location",
                "ETag",
                "X-Duration-Seconds",
                "X-Character-Count",
                "X-Language-Detected",
                "X-Voice-Used",
                "X-Characters-Charged",
                "X-Usage-Remaining"
            })
    @OpenToKeys(KeyScope.SPEECH)
    @PostMapping(
            path = "/api/tts/synthesize",
            params = "dry_run!=true",
            consumes = MediaType.APPLICATION_JSON_VALUE)
    void synthesize(
            @RequestParam(name = "dry_run", required = false) @Nullable List<String> dryRun,
            @RequestBody SynthesizeRequest request,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller,
            HttpServletResponse response)
            throws IOException {
        if (dryRun != null && !dryRun.equals(List.of("false"))) {
            throw Refusal.invalid("dry_run", "The dry run is true or false.");
        }
        Begun begun = synthesis.begin(request, caller, key);
        try {
            stream.send(begun, response);
        } finally {
            begun.hearing().leave();
            synthesis.end(begun);
        }
    }
}
