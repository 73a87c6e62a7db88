package app.feedtape.tts.ledger;

import java.util.UUID;

/** A hold was settled under the hands of whoever was spending it: its lease had run out. */
public final class HoldLost extends RuntimeException {

    private static final long serialVersionUID = 1L;

    HoldLost(UUID holdId) {
        super("Hold " + holdId + " is not open any more");
    }
}
