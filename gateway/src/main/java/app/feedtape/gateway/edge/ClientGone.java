package app.feedtape.gateway.edge;

/** The client stopped sending: nobody's fault here, and no breaker counts it. */
public final class ClientGone extends RuntimeException {

    ClientGone(Throwable cause) {
        super("The client went away", cause, false, false);
    }
}
