package app.feedtape.auth.password;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets what has run out; any number of instances may do it. */
@Component
class PasswordCleaning {

    private final Registrations registrations;
    private final MailProofs proofs;
    private final AddressErrands errands;
    private final GuessCounts counts;

    PasswordCleaning(
            Registrations registrations,
            MailProofs proofs,
            AddressErrands errands,
            GuessCounts counts) {
        this.registrations = registrations;
        this.proofs = proofs;
        this.errands = errands;
        this.counts = counts;
    }

    @Scheduled(fixedDelay = 60_000, initialDelay = 60_000)
    void clean() {
        registrations.forgetExpired();
        proofs.forgetExpired();
        errands.forgetOld();
        counts.forgetOld();
    }
}
