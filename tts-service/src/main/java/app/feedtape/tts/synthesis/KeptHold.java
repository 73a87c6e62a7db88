package app.feedtape.tts.synthesis;

import app.feedtape.tts.ledger.HoldLost;
import app.feedtape.tts.ledger.ReleaseReason;
import app.feedtape.tts.synthesis.Admission.Admitted;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is set aside for one listening, kept for as long as it is being made. All but {@link
 * #admitted()} is called by the one thread that makes it.
 */
final class KeptHold {

    private static final Logger LOG = LoggerFactory.getLogger(KeptHold.class);

    /** Well within a lease. */
    private static final Duration KEPT_FOR = Duration.ofSeconds(15);

    private final SegmentCommit books;
    private volatile Admitted admitted;
    private long keptAt = System.nanoTime();

    KeptHold(Admitted admitted, SegmentCommit books) {
        this.admitted = admitted;
        this.books = books;
    }

    /** With the hold as it is now. */
    Admitted admitted() {
        return admitted;
    }

    private List<Part> parts() {
        return admitted.listening().parts();
    }

    /**
     * Keeps it for the segments from this one on, unless that or setting it aside was just now.
     *
     * @throws SpeechFailure when it is gone and cannot be had again
     */
    void keepFrom(int next) {
        if (System.nanoTime() - keptAt > KEPT_FOR.toNanos()) {
            renewFrom(next);
        }
    }

    private void renewFrom(int next) {
        long left = parts().stream().skip(next).mapToLong(Part::price).sum();
        admitted = books.keep(admitted, left);
        keptAt = System.nanoTime();
    }

    /**
     * Pays for a segment that is about to be heard, from another hold when this one has expired.
     *
     * @throws SegmentCommit.OtherSound when what is to be heard is another one, and nothing is paid
     */
    void pay(int position, Got got) {
        Part part = parts().get(position);
        try {
            books.delivered(admitted, part, got);
        } catch (HoldLost lost) {
            LOG.info("Characters are set aside again", lost);
            renewFrom(position);
            books.delivered(admitted, part, got);
        }
    }

    /** Gives back what is left of it; a failure leaves that to the job that settles. */
    void end(ReleaseReason reason) {
        try {
            books.ended(admitted, reason);
        } catch (RuntimeException notBooked) {
            LOG.warn("A hold is left to the job that settles expired ones", notBooked);
        }
    }
}
