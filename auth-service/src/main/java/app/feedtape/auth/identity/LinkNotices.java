package app.feedtape.auth.identity;

import app.feedtape.auth.audit.Action;
import app.feedtape.auth.notification.Letter;
import app.feedtape.auth.notification.Mails;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.messaging.audit.AuditTrail;
import java.time.Clock;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** A change of who can sign in is written down and told to the person, in its own transaction. */
@Component
class LinkNotices {

    private final AuditTrail audit;
    private final Mails mails;
    private final Providers providers;
    private final Clock clock;

    LinkNotices(AuditTrail audit, Mails mails, Providers providers, Clock clock) {
        this.audit = audit;
        this.mails = mails;
        this.providers = providers;
        this.clock = clock;
    }

    void linked(UUID accountId, String provider) {
        audit.record(Actor.account(accountId), Action.IDENTITY_LINKED, accountId, provider);
        tell(accountId, "identity_linked", provider);
    }

    void unlinked(UUID accountId, String provider) {
        audit.record(Actor.account(accountId), Action.IDENTITY_UNLINKED, accountId, provider);
        tell(accountId, "identity_unlinked", provider);
    }

    /**
     * The provider has parted from the person.
     *
     * @param event as the provider calls it
     */
    void parted(UUID accountId, String provider, String event) {
        audit.record(Actor.SYSTEM, Action.IDENTITY_UNLINKED, accountId, provider + ": " + event);
        tell(accountId, "identity_unlinked", provider);
    }

    private void tell(UUID accountId, String template, String provider) {
        mails.request(
                Letter.to(accountId, template)
                        .with(
                                "provider",
                                providers.find(provider).map(Provider::title).orElse(provider))
                        .with("at", Letter.moment(clock.instant())));
    }
}
