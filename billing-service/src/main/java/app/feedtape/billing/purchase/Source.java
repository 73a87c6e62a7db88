package app.feedtape.billing.purchase;

import java.util.Locale;

/** Where a purchase comes from. */
public enum Source {
    /** The trial of a new account; everybody has one, it is never for sale. */
    SIGNUP(""),
    STRIPE("our web page (Stripe)"),
    APPLE("App Store"),
    GOOGLE("Google Play"),
    /** Given by an operator. */
    GRANT(""),
    /** A seat in an organization that pays. */
    ORGANIZATION("");

    private final String storeName;

    Source(String storeName) {
        this.storeName = storeName;
    }

    /**
     * Whether somebody is charged there, again and again until it is ended; it must be asked how
     * things are.
     */
    public boolean isStore() {
        return !storeName.isEmpty();
    }

    /** As a buyer knows it; only stores have a name. */
    public String storeName() {
        if (!isStore()) {
            throw new IllegalStateException("No store: " + this);
        }
        return storeName;
    }

    /** As databases, facts and answers say it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Source of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
