package app.feedtape.tts.marks;

import app.feedtape.tts.audio.AudioAsset;
import app.feedtape.tts.audio.AudioAsset.Piece;
import app.feedtape.tts.audio.AudioAssets;
import app.feedtape.tts.audio.Extent;
import app.feedtape.tts.audio.Timeline;
import app.feedtape.tts.marks.Score.Item;
import app.feedtape.tts.marks.SpokenTexts.Spoken;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** When each sentence and word of a listening is heard, as far as it is made. */
@Component
class ReadAlong {

    private final AudioAssets assets;
    private final Marking marking;

    ReadAlong(AudioAssets assets, Marking marking) {
        this.assets = assets;
        this.marking = marking;
    }

    /**
     * What there is to read along.
     *
     * @param complete whether it is all of it; segments that are still to be made come behind
     */
    record Marked(List<Item> items, long durationMillis, boolean complete) {}

    /**
     * Finds it out.
     *
     * @throws Refusal 404 for what is not this account's or over, 409 for sound from before texts
     *     were kept, 503 while the times are not to be had
     */
    Marked find(UUID audioId, UUID accountId) {
        AudioAsset asset = assets.find(audioId, accountId).orElseThrow(ReadAlong::nothing);
        List<Piece> pieces = assets.pieces(audioId);
        boolean complete = pieces.size() >= asset.segments();
        if (assets.isOver(audioId) || (!complete && asset.state().equals("complete"))) {
            throw nothing();
        }
        List<Extent> extents = pieces.stream().map(Piece::extent).toList();
        long millis = extents.isEmpty() ? 0 : new Timeline(extents).millis();
        return new Marked(Score.of(extents, spoken(asset, pieces)), millis, complete);
    }

    private List<Spoken> spoken(AudioAsset asset, List<Piece> pieces) {
        Map<String, Spoken> known =
                marking.of(asset, pieces.stream().map(Piece::storageKey).distinct().toList());
        return pieces.stream().map(piece -> require(known.get(piece.storageKey()))).toList();
    }

    private static Spoken require(@Nullable Spoken spoken) {
        if (spoken == null) {
            throw ErrorCode.CONFLICT.because(
                    "The text of this audio is not known any more. Synthesize it again.");
        }
        return spoken;
    }

    private static Refusal nothing() {
        return ErrorCode.NOT_FOUND.because("There is nothing here.");
    }
}
