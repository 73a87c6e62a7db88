package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.Sound;
import app.feedtape.tts.audio.Sound.Shape;
import app.feedtape.tts.ledger.ReleaseReason;
import app.feedtape.tts.synthesis.Admission.Admitted;
import app.feedtape.tts.synthesis.SpeechFailure.Kind;
import app.feedtape.web.request.RequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one listening: a few segments at once, booked and handed out in order. A segment begins
 * only while somebody listens and is at most a window behind; when nobody does any more, those
 * begun are finished, booked and kept, and no other begins.
 *
 * <p>Booking in order means that a segment after one that failed is never charged: sound that
 * cannot be heard in its place costs nothing.
 */
final class Production implements Hearing {

    private static final Logger LOG = LoggerFactory.getLogger(Production.class);

    /** Whoever has heard nothing yet may be gone in a moment, and pays for what has begun. */
    private static final int FIRST_WINDOW = 3;

    private final SegmentSounds sounds;
    private final SegmentCommit books;
    private final SharedPace pace;
    private final RequestContext context;
    private final BookedSounds heard;
    private final KeptHold hold;
    private final int window;

    /** What has been booked is taken out, so that its sound does not stay in memory. */
    private final List<@Nullable CompletableFuture<Got>> begun = new ArrayList<>();

    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private @Nullable Shape shape;
    private int listeners = 1;
    private int consumed;

    /**
     * @param window segments under way at once, from the one that is being heard
     */
    Production(
            Admitted admitted,
            SegmentSounds sounds,
            SegmentCommit books,
            SharedPace pace,
            int window) {
        this.hold = new KeptHold(admitted, books);
        this.sounds = sounds;
        this.books = books;
        this.pace = pace;
        this.window = window;
        this.context = RequestContext.current();
        this.heard = new BookedSounds(admitted.listening().parts(), sounds);
    }

    @Override
    public Listening listening() {
        return admitted().listening();
    }

    Admitted admitted() {
        return hold.admitted();
    }

    private List<Part> parts() {
        return listening().parts();
    }

    @Override
    public Sound sound(int position) {
        return heard.await(position);
    }

    /** Bytes of booked sound that wait in memory for a listener. */
    long bytesInMemory() {
        return heard.bytesInMemory();
    }

    /** One more listens; false when all have gone and it is too late. */
    synchronized boolean tryJoin() {
        if (listeners == 0) {
            return false;
        }
        listeners++;
        return true;
    }

    @Override
    public synchronized void leave() {
        listeners = Math.max(0, listeners - 1);
        notifyAll();
    }

    /** Nobody may listen any more: whoever still does hears no further segment. */
    void forbid() {
        heard.fail(SpeechRefusals.stopped());
        synchronized (this) {
            listeners = 0;
            notifyAll();
        }
    }

    @Override
    public synchronized void consumed(int segments) {
        consumed = Math.max(consumed, segments);
        heard.forgetUpTo(consumed);
        notifyAll();
    }

    /** Waits until nothing of it is booked any more, whoever has stopped hearing it before. */
    void awaitClosed() {
        closed.join();
    }

    /** Makes everything, on the calling thread; answers when the books are closed. */
    void run() {
        @Nullable RuntimeException failure = new SpeechFailure(Kind.NOT_TRIED, "broken off");
        int booked = 0;
        try (RequestContext.Scope _ = context.open()) {
            try {
                while (booked < parts().size() && awaitTurn(booked)) {
                    book(booked);
                    booked++;
                }
                failure = null;
            } catch (SpeechFailure failed) {
                failure = failed.kind() == Kind.ABANDONED ? null : failed;
            } catch (RuntimeException failed) {
                failure = failed;
            } finally {
                close(booked, failure);
            }
        } finally {
            closed.complete(null);
        }
    }

    /**
     * Waits for the next one, and begins meanwhile what may begin; false when it never will be
     * there because nobody listens.
     */
    private boolean awaitTurn(int next) {
        beginUpTo(furthest(), next);
        while (!isMade(next)) {
            if (!awaitChange(next)) {
                return false;
            }
            beginUpTo(furthest(), next);
        }
        return true;
    }

    private boolean isMade(int position) {
        CompletableFuture<Got> made = position < begun.size() ? begun.get(position) : null;
        return made != null && made.isDone();
    }

    private void beginUpTo(int furthest, int next) {
        if (furthest > begun.size()) {
            hold.keepFrom(next);
        }
        while (begun.size() < furthest) {
            begin(begun.size());
        }
    }

    private synchronized int furthest() {
        if (listeners == 0) {
            return begun.size();
        }
        int ahead = consumed == 0 ? Math.min(window, FIRST_WINDOW) : window;
        return Math.min(parts().size(), consumed + ahead);
    }

    /** Waits until the next one is made or more may begin; false when neither ever will be. */
    private synchronized boolean awaitChange(int next) {
        try {
            while (!isMade(next) && furthest() <= begun.size()) {
                if (listeners == 0 && next >= begun.size()) {
                    return false;
                }
                wait();
            }
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized void changed() {
        notifyAll();
    }

    private void begin(int position) {
        Part part = parts().get(position);
        Errand errand = Errand.of(listening(), position, this::isWanted);
        CompletableFuture<Got> got = new CompletableFuture<>();
        begun.add(got);
        boolean behind = position > 0 && position < FIRST_WINDOW;
        Thread.ofVirtual()
                .name("segment")
                .start(() -> {
                    try (RequestContext.Scope _ = context.open()) {
                        if (behind) {
                            HeadStart.letFirstGo();
                        }
                        got.complete(
                                pace.get(part, errand.within(), () -> sounds.get(part, errand)));
                    } catch (Throwable failure) {
                        // An Error too: whoever waits for this segment waits for nothing else.
                        got.completeExceptionally(failure);
                    }
                    changed();
                });
    }

    private synchronized boolean isWanted() {
        return listeners > 0;
    }

    private void book(int position) {
        CompletableFuture<Got> made = begun.get(position);
        if (made == null) {
            throw new IllegalStateException("Segment " + position + " is booked already");
        }
        Got got = BookedSounds.join(made);
        if (shape != null && !got.sound().shape().equals(shape)) {
            throw new SpeechFailure(Kind.BROKEN, "sound of another rate than the one before");
        }
        shape = got.sound().shape();
        Sound booked = booked(position, got);
        begun.set(position, null);
        heard.put(position, booked);
        // Who has heard the last segment finds the books closed and the whole stored.
        if (position < parts().size() - 1) {
            heard.handOut(position);
        }
        books.land(got);
    }

    private Sound booked(int position, Got got) {
        try {
            hold.pay(position, got);
        } catch (SegmentCommit.OtherSound other) {
            LOG.debug("Another instance was quicker", other);
            return booked(position, sounds.others(parts().get(position), got));
        }
        got.awaitDisk();
        return got.sound();
    }

    private void close(int booked, @Nullable RuntimeException failure) {
        ReleaseReason reason =
                booked == parts().size()
                        ? ReleaseReason.NOT_NEEDED
                        : failure == null ? ReleaseReason.ABANDONED : ReleaseReason.PROVIDER_FAILED;
        hold.end(reason);
        for (int i = 0; i < begun.size(); i++) {
            CompletableFuture<Got> unheard = begun.get(i);
            Part part = parts().get(i);
            if (unheard != null) {
                unheard.thenAccept(got -> books.wasted(part, got));
            }
        }
        if (booked == parts().size()) {
            heard.handOut(booked - 1);
            return;
        }
        heard.fail(failure == null ? new SpeechFailure(Kind.NOT_TRIED, "nobody listens") : failure);
    }
}
