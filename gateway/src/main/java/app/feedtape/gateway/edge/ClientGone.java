package app.feedtape.gateway.edge;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.util.concurrent.TimeoutException;
import org.springframework.http.HttpHeaders;

/**
 * The client stopped sending, or takes too long: 408, nobody's fault here, and no breaker counts
 * it.
 */
public final class ClientGone extends RuntimeException {

    static final int STATUS = 408;

    ClientGone(Throwable cause) {
        super("The client went away", cause, false, false);
    }

    /** The body did not come in the time its route has for an answer. */
    public static ClientGone tooSlow(TimeoutException late) {
        return new ClientGone(late);
    }

    static Refusal refusal() {
        return ErrorCode.MALFORMED_REQUEST
                .because("The request did not arrive whole in time.")
                .withHeader(HttpHeaders.CONNECTION, "close");
    }
}
