package app.feedtape.tts.ledger;

import java.time.LocalDate;
import java.util.Map;

/** What the provider itself says that it has charged: not our tables, which it is compared with. */
public interface ProviderStatement {

    /**
     * Characters charged, by UTC day, all engines and kinds of calls together; a day without any
     * may be missing.
     *
     * @param to included
     * @throws Unavailable when the provider does not say
     */
    Map<LocalDate, Long> charged(LocalDate from, LocalDate to);

    /** The provider does not say, or not to us. */
    final class Unavailable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
