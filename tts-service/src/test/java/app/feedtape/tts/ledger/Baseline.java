package app.feedtape.tts.ledger;

import java.io.IOException;
import java.time.Duration;

/** The ledger's two statements alone, as fast as this machine and this PostgreSQL take them. */
interface Baseline {

    String name();

    /** A hold is a decision, and a commit is another; each is a transaction of its own. */
    double decisionsPerSecond(int callers, Duration duration) throws IOException;
}
