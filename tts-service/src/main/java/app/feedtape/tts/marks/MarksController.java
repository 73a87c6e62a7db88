package app.feedtape.tts.marks;

import app.feedtape.tts.audio.SpeechKeys;
import app.feedtape.tts.marks.ReadAlong.Marked;
import app.feedtape.web.document.Answers;
import app.feedtape.web.servlet.OpenToKeys;
import app.feedtape.web.token.Caller;
import app.feedtape.web.token.KeyScope;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Reading along with what is heard. */
@RestController
class MarksController {

    private static final Duration FRESH = Duration.ofHours(1);

    private final ReadAlong readAlong;
    private final SpeechKeys keys;
    private final JsonMapper json;

    MarksController(ReadAlong readAlong, SpeechKeys keys, JsonMapper json) {
        this.readAlong = readAlong;
        this.keys = keys;
        this.json = json;
    }

    /**
     * A sentence or word.
     *
     * @param type {@code sentence} or {@code word}
     * @param startMillis after the whole sound begins
     * @param endMillis when the next of its kind begins, or its segment ends
     * @param textStart its first code point in the cleaned text
     * @param textEnd the code point after its last
     */
    record MarkResponse(
            @JsonProperty("type") String type,
            @JsonProperty("start_ms") long startMillis,
            @JsonProperty("end_ms") long endMillis,
            @JsonProperty("text_start") int textStart,
            @JsonProperty("text_end") int textEnd,
            @JsonProperty("value") String value) {}

    /**
     * Sentences and words in the order in which they are heard.
     *
     * @param complete false while segments are still to be made, which will come behind
     * @param durationMillis of the sound there is
     */
    record MarksResponse(
            @JsonProperty("complete") boolean complete,
            @JsonProperty("duration_ms") long durationMillis,
            @JsonProperty("items") List<MarkResponse> items) {}

    /**
     * When each sentence and word of a listening is heard, exact to the sample at which its segment
     * begins, in every format, and free. While the listening is being made, those of the segments
     * that are there. 404 for what is not this account's, and once the thirty days of any of its
     * segments are over; 409 when its text was not kept, which was so before there were marks; 503
     * SPEECH_UNAVAILABLE with {@code Retry-After} while the voice does not tell them.
     */
    @Answers(MarksResponse.class)
    @OpenToKeys(KeyScope.SPEECH)
    @GetMapping("/api/audio/{id}/marks")
    ResponseEntity<byte[]> marks(@PathVariable UUID id, Caller caller) {
        Marked marked = readAlong.find(id, caller.accountId());
        byte[] body = json.writeValueAsBytes(response(marked));
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON);
        // A tag makes Spring answer If-None-Match; what still grows has none.
        return marked.complete()
                ? answer.cacheControl(CacheControl.maxAge(FRESH).cachePrivate())
                        .eTag(keys.entityTag(caller.accountId(), "marks", body))
                        .body(body)
                : answer.cacheControl(CacheControl.noStore()).body(body);
    }

    private static MarksResponse response(Marked marked) {
        return new MarksResponse(
                marked.complete(),
                marked.durationMillis(),
                marked.items().stream()
                        .map(item ->
                                new MarkResponse(
                                        item.kind().code(),
                                        item.startMillis(),
                                        item.endMillis(),
                                        item.textStart(),
                                        item.textEnd(),
                                        item.value()))
                        .toList());
    }
}
