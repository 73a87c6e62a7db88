package app.feedtape.tts.synthesis;

import app.feedtape.tts.cleaning.TextCleaning;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.servlet.OpenToKeys;
import app.feedtape.web.token.Caller;
import app.feedtape.web.token.KeyScope;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** What speaking a text would come to, without buying it. */
@RestController
class PreviewController {

    private final SpeechPreview preview;

    PreviewController(SpeechPreview preview) {
        this.preview = preview;
    }

    /**
     * A dry run.
     *
     * @param text cleaned: what would be spoken and counted
     * @param languageDecidedBy {@code named} by the request, {@code hint}, {@code detected}, {@code
     *     setting}, {@code voice} or {@code default}
     * @param speed 0.5 to 2.0
     * @param voiceReason why it is not the voice that was named: language, engine, plan or gone
     * @param charactersCharged of all segments; what is paid already, said twice or silent is free
     * @param alreadyPaid characters of segments paid within the last thirty days
     * @param remaining of today after this; as it is now when it would be refused; null without a
     *     limit
     */
    record PreviewResponse(
            @JsonProperty("text") String text,
            @JsonProperty("cleaning_version") int cleaningVersion,
            @JsonProperty("language") String language,
            @JsonProperty("language_decided_by") @Nullable String languageDecidedBy,
            @JsonProperty("voice") String voice,
            @JsonProperty("engine") String engine,
            @JsonProperty("speed") BigDecimal speed,
            @JsonProperty("voice_reason") @Nullable String voiceReason,
            @JsonProperty("segments") List<SegmentResponse> segments,
            @JsonProperty("character_count") int characterCount,
            @JsonProperty("characters_charged") long charactersCharged,
            @JsonProperty("already_paid") long alreadyPaid,
            @JsonProperty("remaining") @Nullable Long remaining,
            @JsonProperty("estimated_duration_seconds") long estimatedDurationSeconds,
            @JsonProperty("estimated_duration_millis") long estimatedDurationMillis,
            @JsonProperty("would_be_refused") @Nullable RefusalResponse wouldBeRefused) {

        static PreviewResponse of(Preview preview) {
            Listening listening = preview.listening();
            Voicing voicing = listening.voicing();
            return new PreviewResponse(
                    listening.text().text(),
                    TextCleaning.VERSION,
                    voicing.language().code(),
                    voicing.languageBy() == null ? null : voicing.languageBy().code(),
                    voicing.voice().id(),
                    voicing.engine().code(),
                    BigDecimal.valueOf(voicing.speedPercent(), 2),
                    voicing.reason() == null ? null : voicing.reason().code(),
                    listening.parts().stream().map(SegmentResponse::of).toList(),
                    listening.text().characters(),
                    listening.price(),
                    preview.alreadyPaid(),
                    preview.remaining(),
                    Math.ceilDiv(preview.estimatedMillis(), 1_000),
                    preview.estimatedMillis(),
                    RefusalResponse.of(preview.refusal()));
        }
    }

    record SegmentResponse(
            @JsonProperty("position") int position,
            @JsonProperty("text") String text,
            @JsonProperty("characters") int characters,
            @JsonProperty("charged") int charged) {

        static SegmentResponse of(Part part) {
            return new SegmentResponse(
                    part.segment().position(),
                    part.segment().text(),
                    part.segment().characters(),
                    part.price());
        }
    }

    record RefusalResponse(
            @JsonProperty("status") int status,
            @JsonProperty("code") String code,
            @JsonProperty("message") String message,
            @JsonProperty("details") Map<String, Object> details) {

        static @Nullable RefusalResponse of(@Nullable Refusal refusal) {
            return refusal == null
                    ? null
                    : new RefusalResponse(
                            refusal.code().status(),
                            refusal.code().name(),
                            refusal.message(),
                            refusal.details());
        }
    }

    /**
     * Everything that speaking this text would come to now, with nothing held, bought, remembered
     * or asked of the voice; {@code Idempotency-Key} means nothing here. What the payer lacks (402)
     * is told in {@code would_be_refused}; every other error is the one that asking for the sound
     * would be answered with: 400, 413, 422, 503.
     */
    @OpenToKeys(KeyScope.SPEECH)
    @PostMapping(
            path = "/api/tts/synthesize",
            params = "dry_run=true",
            consumes = MediaType.APPLICATION_JSON_VALUE)
    PreviewResponse preview(@RequestBody SynthesizeRequest request, Caller caller) {
        return PreviewResponse.of(preview.of(request, caller));
    }
}
