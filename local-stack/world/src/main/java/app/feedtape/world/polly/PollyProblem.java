package app.feedtape.world.polly;

/** A refusal as Polly words it: the exception's name, its HTTP status and a message. */
final class PollyProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String type;
    private final int status;

    private PollyProblem(String type, int status, String message) {
        super(message);
        this.type = type;
        this.status = status;
    }

    static PollyProblem refused(String type, String message) {
        return new PollyProblem(type, 400, message);
    }

    static PollyProblem invalid(String message) {
        return refused("ValidationException", message);
    }

    static PollyProblem throttled() {
        return refused("ThrottlingException", "Rate exceeded");
    }

    static PollyProblem lexiconNotFound() {
        return new PollyProblem("LexiconNotFoundException", 404, "Lexicon not found");
    }

    static PollyProblem denied(String type, String message) {
        return new PollyProblem(type, 403, message);
    }

    static PollyProblem failed() {
        return new PollyProblem(
                "ServiceFailureException",
                500,
                "An unknown condition has caused a service failure.");
    }

    String type() {
        return type;
    }

    int status() {
        return status;
    }
}
