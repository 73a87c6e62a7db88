package app.feedtape.auth.identity;

import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.identity.Provider.Profile;
import app.feedtape.auth.session.EndReason;
import app.feedtape.auth.session.Sessions;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What Apple tells of people who signed in with it. Signed like an id token, good once, and for a
 * week: Apple repeats what it could not deliver.
 */
@Service
class AppleNotifications {

    private static final Duration LONGEST_AGE = Duration.ofDays(7);

    /** Clocks differ: somebody who comes again this shortly before did not come after. */
    private static final Duration LEEWAY = Duration.ofMinutes(1);

    /** Larger numbers are milliseconds. */
    private static final long LAST_PLAUSIBLE_SECOND = 100_000_000_000L;

    private final Providers providers;
    private final IdTokens idTokens;
    private final UsedMessages used;
    private final Identities identities;
    private final Accounts accounts;
    private final Sessions sessions;
    private final LinkNotices notices;
    private final JsonMapper json;
    private final TransactionTemplate transaction;

    AppleNotifications(
            Providers providers,
            IdTokens idTokens,
            UsedMessages used,
            Identities identities,
            Accounts accounts,
            Sessions sessions,
            LinkNotices notices,
            JsonMapper json,
            TransactionTemplate transaction) {
        this.providers = providers;
        this.idTokens = idTokens;
        this.used = used;
        this.identities = identities;
        this.accounts = accounts;
        this.sessions = sessions;
        this.notices = notices;
        this.json = json;
        this.transaction = transaction;
    }

    private record Event(String type, String subject, Instant at) {}

    /**
     * Takes a notification in.
     *
     * @throws Refusal UNAUTHENTICATED when Apple did not sign it for us lately;
     *     UPSTREAM_UNAVAILABLE when Apple's keys cannot be had
     */
    void take(String payload) {
        Provider apple = providers.get("apple");
        if (!(apple.profile() instanceof Profile.OpenId profile)) {
            throw refused();
        }
        JWTClaimsSet claims =
                idTokens.acceptMessage(apple, profile, payload, LONGEST_AGE)
                        .orElseThrow(AppleNotifications::refused);
        String messageId = claims.getJWTID();
        Event event = event(claims).orElseThrow(AppleNotifications::refused);
        if (messageId == null || messageId.isBlank()) {
            throw refused();
        }
        Instant until = claims.getIssueTime().toInstant().plus(LONGEST_AGE).plus(LEEWAY);
        transaction.executeWithoutResult(status -> {
            if (used.use("apple notification\n" + messageId, until)) {
                apply(event);
            }
        });
    }

    /** The one event stands in the claim as JSON in a string, in some versions as an object. */
    private Optional<Event> event(JWTClaimsSet claims) {
        try {
            Object written = claims.getClaim("events");
            JsonNode event =
                    written instanceof String text
                            ? json.readTree(text)
                            : json.valueToTree(written);
            String type = event.path("type").asString("");
            String subject = event.path("sub").asString("");
            long at = event.path("event_time").asLong(0);
            if (type.isEmpty() || subject.isEmpty()) {
                return Optional.empty();
            }
            Instant moment =
                    at <= 0
                            ? claims.getIssueTime().toInstant()
                            : at > LAST_PLAUSIBLE_SECOND
                                    ? Instant.ofEpochMilli(at)
                                    : Instant.ofEpochSecond(at);
            return Optional.of(new Event(type, subject, moment));
        } catch (JacksonException unreadable) {
            return Optional.empty();
        }
    }

    private void apply(Event event) {
        switch (event.type()) {
            case "email-disabled" -> identities.forward("apple", event.subject(), false);
            case "email-enabled" -> identities.forward("apple", event.subject(), true);
            case "consent-revoked" -> part(event, false);
            case "account-deleted", "account-delete" -> part(event, true);
            default -> {}
        }
    }

    /** Whoever has come again since is not parted from: the message was on its way too long. */
    private void part(Event event, boolean forGood) {
        Optional<UUID> account = identities.findAccount("apple", event.subject());
        if (account.isEmpty()) {
            return;
        }
        accounts.lock(account.get());
        if (!identities.revoke("apple", event.subject(), event.at().plus(LEEWAY))) {
            return;
        }
        if (forGood) {
            identities.removeRevoked("apple", event.subject());
        }
        sessions.endAll(account.get(), EndReason.PROVIDER_REVOKED);
        notices.parted(account.get(), "apple", event.type());
    }

    private static Refusal refused() {
        return ErrorCode.UNAUTHENTICATED.because("This notification is not accepted.");
    }
}
