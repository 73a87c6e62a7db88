package app.feedtape.tts.ledger;

import java.time.Duration;
import java.util.Random;
import java.util.UUID;

/** Where there is no pgbench: the two statements by JDBC, each committed by itself. */
final class PlainStatements implements Baseline {

    private final HoldStatement holds;
    private final CommitStatement commits;

    PlainStatements(HoldStatement holds, CommitStatement commits) {
        this.holds = holds;
        this.commits = commits;
    }

    @Override
    public String name() {
        return "JDBC, because there is no pgbench here";
    }

    @Override
    public double decisionsPerSecond(int callers, Duration duration) {
        Random random = new Random(20_261_121);
        return Decisions.forAWhile(
                        callers,
                        duration,
                        caller -> {
                            UUID payer = LedgerLoad.payer(random);
                            UUID hold = UUID.randomUUID();
                            holds.tryHold(hold, UUID.randomUUID(), LedgerLoad.order(payer), 1)
                                    .orElseThrow();
                            commits.commit(UUID.randomUUID(), LedgerLoad.commit(hold, payer))
                                    .orElseThrow();
                        })
                .perSecond(LedgerLoad.HOLD_AND_COMMIT);
    }
}
