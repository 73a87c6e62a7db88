package app.feedtape.billing.purchase;

import java.util.Locale;

/** Where a purchase comes from. */
public enum Source {
    /** The trial of a new account; everybody has one, it is never for sale. */
    SIGNUP,
    STRIPE,
    APPLE,
    /** Given by an operator. */
    GRANT,
    /** A seat in an organization that pays. */
    ORGANIZATION;

    /** As databases, facts and answers say it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Source of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
