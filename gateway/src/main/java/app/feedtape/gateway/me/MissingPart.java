package app.feedtape.gateway.me;

/** A service's answer lacks what the composition needs. */
final class MissingPart extends RuntimeException {

    MissingPart(String pointer) {
        super("missing " + pointer, null, false, false);
    }
}
