package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.AudioAssets;
import app.feedtape.tts.audio.Sound;
import app.feedtape.tts.synthesis.SpeechFailure.Kind;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A listening that another instance makes: its segments are read from the storage as they are
 * booked. When the other one stops before the end, it is gone on with here.
 */
final class Following implements Hearing {

    private static final Duration LOOK_EVERY = Duration.ofMillis(150);

    private final Listening listening;
    private final AudioAssets assets;
    private final SegmentSounds sounds;
    private final Supplier<Hearing> takeOver;
    private final Consumer<Following> left;
    private volatile boolean forbidden;
    private @Nullable Hearing taken;

    Following(
            Listening listening,
            AudioAssets assets,
            SegmentSounds sounds,
            Supplier<Hearing> takeOver,
            Consumer<Following> left) {
        this.listening = listening;
        this.assets = assets;
        this.sounds = sounds;
        this.takeOver = takeOver;
        this.left = left;
    }

    @Override
    public Listening listening() {
        return listening;
    }

    @Override
    public Sound sound(int position) {
        long started = System.nanoTime();
        while (taken == null) {
            if (forbidden) {
                throw SpeechRefusals.stopped();
            }
            if (isReady(position)) {
                Part part = listening.parts().get(position);
                return sounds.again(part.at(assets.keyOf(listening.audioId(), position)));
            }
            if (!assets.isBeingMade(listening.audioId())) {
                // The last segment may have been booked between the two questions.
                if (!isReady(position)) {
                    taken = takeOver.get();
                    // What was heard up to here need not be waited for.
                    taken.consumed(position);
                }
            } else if (position == 0
                    && System.nanoTime() - started > Errand.FIRST_WITHIN.toNanos()) {
                throw SpeechRefusals.madeElsewhere();
            } else {
                pause();
            }
        }
        return taken.sound(position);
    }

    /** As with one's own: who has heard the last segment finds the books closed. */
    private boolean isReady(int position) {
        UUID id = listening.audioId();
        boolean last = position == listening.parts().size() - 1;
        return assets.hasPiece(id, position) && !(last && assets.isBeingMade(id));
    }

    @Override
    public void consumed(int segments) {
        if (taken != null) {
            taken.consumed(segments);
        }
    }

    /** Its listener may not act any more. */
    void forbid() {
        forbidden = true;
    }

    @Override
    public void leave() {
        left.accept(this);
        if (taken != null) {
            taken.leave();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_EVERY);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SpeechFailure(Kind.NOT_TRIED, "interrupted", interrupted);
        }
    }
}
