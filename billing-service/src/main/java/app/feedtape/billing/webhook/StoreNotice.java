package app.feedtape.billing.webhook;

import app.feedtape.billing.purchase.Source;
import org.jspecify.annotations.Nullable;

/**
 * A notification of a store, proven to be its own.
 *
 * @param eventId unique within the store
 * @param originalId the subscription to read again, null when it is about none
 * @param customerId the store's own id of whose it is, null when it does not say
 * @param body as it came
 * @param ignoredBecause why nothing is to be done about it, null when something is
 */
record StoreNotice(
        Source source,
        String eventId,
        String type,
        @Nullable String originalId,
        @Nullable String customerId,
        byte[] body,
        @Nullable String ignoredBecause) {

    StoreNotice {
        if (originalId == null && ignoredBecause == null) {
            throw new IllegalArgumentException("Nothing to read again for " + eventId);
        }
    }

    /** Of a store that is known by what was bought. */
    StoreNotice(
            Source source,
            String eventId,
            String type,
            @Nullable String originalId,
            byte[] body,
            @Nullable String ignoredBecause) {
        this(source, eventId, type, originalId, null, body, ignoredBecause);
    }
}
