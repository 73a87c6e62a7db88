package app.feedtape.tts.listeners;

/**
 * How an account likes to be read to.
 *
 * @param voice a voice id
 * @param speedPercent 50 to 200
 * @param language {@code auto} or a language's code
 * @param quality {@code standard} or {@code neural}
 */
public record Listener(String voice, int speedPercent, String language, String quality) {

    /** Before anything is known of an account; also what a new account starts with. */
    public static final Listener UNKNOWN = new Listener("Lucia", 100, "auto", "standard");
}
