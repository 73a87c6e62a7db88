package app.feedtape.tts.ledger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Settles the holds that nobody closed. */
@Component
class ExpiredHolds {

    private static final Logger LOG = LoggerFactory.getLogger(ExpiredHolds.class);
    private static final int AT_MOST = 1_000;

    private final CharacterLedger ledger;

    ExpiredHolds(CharacterLedger ledger) {
        this.ledger = ledger;
    }

    @Scheduled(fixedDelay = 10_000)
    void settle() {
        int settled = 0;
        while (settled < AT_MOST && ledger.trySettleOneExpired()) {
            settled++;
        }
        if (settled > 0) {
            LOG.warn("Settled {} holds that nobody had closed", settled);
        }
    }
}
