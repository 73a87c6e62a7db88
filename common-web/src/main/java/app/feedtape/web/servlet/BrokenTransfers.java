package app.feedtape.web.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.connector.ClientAbortException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * What fails in the middle of an answer breaks its transfer off. Any answer given then would be
 * appended to the half that has gone out and end it in good order, so that half a file is taken for
 * a whole one. Spring itself does that when the failure looks like a client who left, and a lost
 * connection to the database does (an EOFException at the root).
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class BrokenTransfers implements HandlerExceptionResolver {

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request,
            HttpServletResponse response,
            @Nullable Object handler,
            Exception failure) {
        if (!response.isCommitted() || hasClientLeft(failure)) {
            return null;
        }
        throw new TransferBroken(failure);
    }

    private static boolean hasClientLeft(Exception failure) {
        return failure instanceof ClientAbortException
                || failure instanceof AsyncRequestNotUsableException;
    }

    /** Reaches the container, which closes the connection without the end of the answer. */
    private static final class TransferBroken extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TransferBroken(Exception cause) {
            super("The answer was broken off", cause);
        }
    }
}
