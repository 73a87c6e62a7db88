package app.feedtape.web.servlet;

import app.feedtape.web.request.RequestContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Gives every request its id and trace, on the log and on the answer, errors included. */
final class RequestContextFilter extends OncePerRequestFilter {

    static final String ATTRIBUTE = RequestContext.class.getName();

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        RequestContext context =
                request.getAttribute(ATTRIBUTE) instanceof RequestContext known
                        ? known
                        : RequestContext.accept(
                                request.getHeader(RequestContext.REQUEST_ID_HEADER),
                                request.getHeader(RequestContext.TRACEPARENT_HEADER));
        request.setAttribute(ATTRIBUTE, context);
        response.setHeader(RequestContext.REQUEST_ID_HEADER, context.requestId());
        response.setHeader("X-Content-Type-Options", "nosniff");
        try (RequestContext.Scope _ = context.open()) {
            chain.doFilter(request, response);
        }
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }
}
