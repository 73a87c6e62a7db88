package app.feedtape.web.secret;

/** A secret is missing, weak or not the one that was used before; the service must not start. */
public final class UnusableSecret extends RuntimeException {

    private final String variable;

    /**
     * @param variable the environment variable that holds it
     * @param problem what is wrong with it, without the value
     */
    public UnusableSecret(String variable, String problem) {
        super(variable + " " + problem);
        this.variable = variable;
    }

    String variable() {
        return variable;
    }
}
