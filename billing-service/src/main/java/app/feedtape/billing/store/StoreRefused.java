package app.feedtape.billing.store;

/**
 * What led to a refusal: the store has answered, and says the same however soon it is asked again.
 * Whoever waits for an answer is told to try again all the same; who asks by themselves asks more
 * and more seldom.
 */
public final class StoreRefused extends Exception {

    private static final int UNAUTHORIZED = 401;
    private static final int TIMEOUT = 408;
    private static final int CONFLICT = 409;
    private static final int TOO_MANY = 429;

    /**
     * @param answer what it answered, for operators: nothing of a person
     */
    public StoreRefused(String answer) {
        super(answer);
    }

    /** The same of an exception of a store's library. */
    public StoreRefused(String answer, Throwable cause) {
        super(answer, cause);
    }

    /** Whether this status is about what was asked, and not about the moment or our own key. */
    public static boolean isMeantBy(int status) {
        return status / 100 == 4
                && status != UNAUTHORIZED
                && status != TIMEOUT
                && status != CONFLICT
                && status != TOO_MANY;
    }
}
