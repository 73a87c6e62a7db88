package app.feedtape.tts.audio;

import app.feedtape.tts.audio.AudioAsset.Piece;
import app.feedtape.tts.audio.StoredListenings.StoredListening;
import app.feedtape.tts.ledger.CharacterLedger;
import app.feedtape.tts.ledger.Receipt;
import app.feedtape.web.document.Answers;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.servlet.OpenToKeys;
import app.feedtape.web.token.Caller;
import app.feedtape.web.token.KeyScope;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** Hearing again what was made: the stored bytes, which are the streamed ones. */
@RestController
class AudioController {

    private static final List<String> OF_SOUND =
            List.of("ETag", "Cache-Control", "Accept-Ranges", "Content-Range");

    private final AudioAssets assets;
    private final StoredListenings listenings;
    private final AudioStorage storage;
    private final CharacterLedger ledger;
    private final SpeechKeys keys;
    private final ListenerPatience patience;
    private final Downloads downloads;

    AudioController(
            AudioAssets assets,
            StoredListenings listenings,
            AudioStorage storage,
            CharacterLedger ledger,
            SpeechKeys keys,
            ListenerPatience patience,
            Downloads downloads) {
        this.assets = assets;
        this.listenings = listenings;
        this.storage = storage;
        this.ledger = ledger;
        this.keys = keys;
        this.patience = patience;
        this.downloads = downloads;
    }

    /**
     * @param settled whether the figures are final; until then {@code charged} grows
     */
    record ReceiptResponse(
            @JsonProperty("id") UUID id,
            @JsonProperty("state") String state,
            @JsonProperty("characters") int characters,
            @JsonProperty("charged") long charged,
            @JsonProperty("released") long released,
            @JsonProperty("settled") boolean settled,
            @JsonProperty("voice") String voice,
            @JsonProperty("engine") String engine,
            @JsonProperty("language") String language) {}

    /**
     * The whole file, or a range of it. 404 for what is not this account's, and once the thirty
     * days of any of its segments are over; 409 while it is not whole, or when the storage has lost
     * a part of it: the same text synthesized again continues or mends it and pays nothing twice;
     * 429 while the account has as many transfers as it may; 503 while the storage does not answer.
     */
    @Answers(
            type = "audio/mpeg",
            headers = {"Accept-Ranges", "ETag"})
    @OpenToKeys(KeyScope.SPEECH)
    @RequestMapping(
            path = "/api/audio/{id}",
            method = {RequestMethod.GET, RequestMethod.HEAD})
    void audio(
            @PathVariable UUID id,
            Caller caller,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        StoredListening stored =
                listenings.find(id, caller.accountId()).orElseThrow(AudioController::nothing);
        AudioAsset asset = stored.asset();
        if (stored.over() || (!stored.isWhole() && asset.state().equals("complete"))) {
            throw nothing();
        }
        if (!stored.isWhole()) {
            throw ErrorCode.CONFLICT
                    .because("This audio is not whole. Synthesize the same text again.")
                    .withHeader("Retry-After", "2");
        }
        try (var _ = downloads.begin(caller.accountId())) {
            answer(stored, request, response);
        }
    }

    private void answer(
            StoredListening stored, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        AudioAsset asset = stored.asset();
        String etag = keys.entityTag(asset, stored.mended());
        response.setHeader("ETag", etag);
        response.setHeader("Cache-Control", "private, max-age=3600");
        response.setHeader("Accept-Ranges", "bytes");
        if (names(request.getHeader("If-None-Match"), etag)) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        send(asset, etag, stored.pieces(), request, response);
    }

    /** What this listening cost; the settled figure once {@code settled}. */
    @OpenToKeys(KeyScope.SPEECH)
    @GetMapping("/api/audio/{id}/receipt")
    ReceiptResponse receipt(@PathVariable UUID id, Caller caller) {
        AudioAsset asset = get(id, caller);
        Receipt receipt = ledger.receipt(id);
        return new ReceiptResponse(
                id,
                asset.state(),
                asset.characters(),
                receipt.charged(),
                receipt.released(),
                receipt.settled(),
                asset.voice(),
                asset.engine(),
                asset.language());
    }

    private AudioAsset get(UUID id, Caller caller) {
        return assets.find(id, caller.accountId()).orElseThrow(AudioController::nothing);
    }

    private static Refusal nothing() {
        return ErrorCode.NOT_FOUND.because("There is nothing here.");
    }

    private static boolean names(@Nullable String header, String etag) {
        return header != null
                && Arrays.stream(header.split(","))
                        .map(String::strip)
                        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                        .anyMatch(tag -> tag.equals("*") || tag.equals(etag));
    }

    private void send(
            AudioAsset asset,
            String etag,
            List<Piece> pieces,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        JoinedSound joined = new JoinedSound(asset.format(), pieces);
        long length = joined.length();
        Optional<ByteRange> range = range(request, etag, length);
        ByteRange sent = range.orElse(new ByteRange(0, length - 1));
        response.setContentType(asset.format().contentType());
        response.setContentLengthLong(sent.length());
        if (range.isPresent()) {
            response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
            response.setHeader(
                    "Content-Range", "bytes %d-%d/%d".formatted(sent.first(), sent.last(), length));
        }
        if (!request.getMethod().equals("HEAD")) {
            ListenerPace pace = patience.with(response.getOutputStream(), asset.format());
            try {
                joined.copy(sent, storage, pace);
            } catch (IOException broken) {
                throw beforeAnySound(response, broken);
            }
        }
    }

    private static Optional<ByteRange> range(HttpServletRequest request, String etag, long length) {
        String ifRange = request.getHeader("If-Range");
        Optional<ByteRange> range =
                // Only a GET has ranges (RFC 9110, 14.2).
                request.getMethod().equals("GET") && (ifRange == null || ifRange.equals(etag))
                        ? ByteRange.of(request.getHeader("Range"), length)
                        : Optional.empty();
        if (range.filter(ByteRange.NONE::equals).isPresent()) {
            throw ErrorCode.RANGE_NOT_SATISFIABLE
                    .because("The audio is shorter than that.")
                    .withHeader("Content-Range", "bytes */" + length);
        }
        return range;
    }

    /** While nothing was sent the listener can still be told; later the transfer breaks off. */
    private static Refusal beforeAnySound(HttpServletResponse response, IOException broken)
            throws IOException {
        if (response.isCommitted()) {
            throw broken;
        }
        response.resetBuffer();
        response.setContentType(null);
        response.setContentLengthLong(-1);
        OF_SOUND.forEach(header -> response.setHeader(header, null));
        if (broken instanceof LostSound) {
            return ErrorCode.CONFLICT
                    .because("This audio is damaged. Synthesize the same text again.")
                    .causedBy(broken);
        }
        return ErrorCode.UPSTREAM_UNAVAILABLE
                .because("The sound cannot be read at the moment. Please try again.")
                .withHeader("Retry-After", "5")
                .causedBy(broken);
    }
}
