package app.feedtape.billing.store;

import app.feedtape.billing.purchase.Source;

/**
 * Which subscription is meant: all that is taken from a notification.
 *
 * @param originalId the store's own id
 */
public record StoreReference(Source source, String originalId) {

    @Override
    public String toString() {
        return source.word() + " " + originalId;
    }
}
