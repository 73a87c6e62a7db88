package app.feedtape.tts.ledger;

import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Transactions that book on a payer's counter, one after another within this process. The row
 * itself would line them up too, but each with a connection in hand: one payer with fifty requests
 * would leave no connection to anybody else. Exactness does not rest on this.
 */
@Component
public class PayerTurns {

    private static final int STRIPES = 512;

    private final ReentrantLock[] stripes =
            Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(ReentrantLock[]::new);
    private final TransactionTemplate transaction;

    PayerTurns(TransactionTemplate transaction) {
        this.transaction = transaction;
    }

    /**
     * The same for work that has to be booked: tried again, not for long, when the database chose
     * it as a victim, was locked or was lost. Where the connection is lost in the middle of a
     * commit nobody knows whether it happened, so the work must change nothing the second time.
     */
    public <T> T untilBooked(UUID payerId, Supplier<T> work) {
        return BookingRetry.run(() -> inTransaction(payerId, work));
    }

    /** Runs the work in a transaction when it is the payer's turn. */
    public <T> T inTransaction(UUID payerId, Supplier<T> work) {
        return inTurn(payerId, () -> transaction.execute(status -> work.get()));
    }

    /** Runs the work when it is the payer's turn; for a single statement. */
    public <T> T inTurn(UUID payerId, Supplier<T> work) {
        ReentrantLock turn = stripes[Math.floorMod(payerId.hashCode(), STRIPES)];
        turn.lock();
        try {
            return work.get();
        } finally {
            turn.unlock();
        }
    }
}
