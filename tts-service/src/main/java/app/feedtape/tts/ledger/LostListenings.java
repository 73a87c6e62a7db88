package app.feedtape.tts.ledger;

import java.util.UUID;

/** Listenings whose hold ran out because whoever made them died. */
public interface LostListenings {

    /** Ends a listening that is still open, in the transaction that settles its hold. */
    void lost(UUID audioId);
}
