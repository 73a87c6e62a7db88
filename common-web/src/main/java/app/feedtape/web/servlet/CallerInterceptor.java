package app.feedtape.web.servlet;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.request.RequestContext;
import app.feedtape.web.token.AccessToken;
import app.feedtape.web.token.Caller;
import app.feedtape.web.token.InAnothersName;
import app.feedtape.web.token.ServiceCaller;
import app.feedtape.web.token.TokenVerifier;
import app.feedtape.web.token.Verification;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Decides who may reach an endpoint, before it runs. {@code /internal/**} takes service tokens
 * alone, everything else listeners' tokens alone, and only what says {@link PublicEndpoint} takes
 * neither. API keys are let in where {@link OpenToKeys} names their scope; operators in a person's
 * name as far as {@link InAnothersName} goes.
 */
final class CallerInterceptor implements HandlerInterceptor {

    static final String CALLER = Caller.class.getName();
    static final String SERVICE_CALLER = ServiceCaller.class.getName();
    private static final String SCHEME = "bearer ";

    private final TokenVerifier verifier;
    private final List<CallerVeto> vetoes;

    CallerInterceptor(TokenVerifier verifier, List<CallerVeto> vetoes) {
        this.verifier = verifier;
        this.vetoes = vetoes;
    }

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!(handler instanceof HandlerMethod method)
                || request.getDispatcherType() != DispatcherType.REQUEST
                || find(method, PublicEndpoint.class) != null) {
            return true;
        }
        response.setHeader("Cache-Control", "no-store");
        if (isInternal(request)) {
            request.setAttribute(SERVICE_CALLER, serviceCaller(request));
            return true;
        }
        Caller caller = caller(request);
        MDC.put(RequestContext.ACCOUNT_ID_KEY, caller.accountId().toString());
        requireScope(caller.token(), find(method, OpenToKeys.class));
        refuseInAnothersName(caller.token(), request, method);
        vetoes.forEach(veto -> veto.check(caller));
        RequiresRole required = find(method, RequiresRole.class);
        if (required != null && List.of(required.value()).stream().noneMatch(caller::hasRole)) {
            throw ErrorCode.FORBIDDEN.because("This is for operators.");
        }
        request.setAttribute(CALLER, caller);
        return true;
    }

    private static boolean isInternal(HttpServletRequest request) {
        return pattern(request).startsWith("/internal/");
    }

    /** The pattern that was matched: the raw path can spell the same address in other ways. */
    private static String pattern(HttpServletRequest request) {
        return String.valueOf(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE));
    }

    private static void requireScope(AccessToken token, @Nullable OpenToKeys open) {
        if (token.key() == null) {
            return;
        }
        if (open == null) {
            throw ErrorCode.FORBIDDEN.because("API keys cannot be used here.");
        }
        if (!token.scopes().contains(open.value().wireName())) {
            throw ErrorCode.FORBIDDEN.because(
                    "This key lacks the scope %s.".formatted(open.value().wireName()));
        }
    }

    private static void refuseInAnothersName(
            AccessToken token, HttpServletRequest request, HandlerMethod method) {
        InAnothersName.check(token, request.getMethod(), pattern(request));
        if (token.actor() != null && find(method, NotInAnothersName.class) != null) {
            throw ErrorCode.FORBIDDEN.because("Only the person themselves can do this.");
        }
    }

    private static <A extends java.lang.annotation.Annotation> @Nullable A find(
            HandlerMethod method, Class<A> annotation) {
        A found = method.getMethodAnnotation(annotation);
        return found != null
                ? found
                : AnnotatedElementUtils.findMergedAnnotation(method.getBeanType(), annotation);
    }

    private Caller caller(HttpServletRequest request) {
        String bearer = bearer(request);
        Verification verification = verifier.verify(bearer).join();
        if (verification instanceof Verification.Accepted(var token)) {
            return new Caller(token, bearer);
        }
        throw verification.refusal();
    }

    private ServiceCaller serviceCaller(HttpServletRequest request) {
        Verification verification = verifier.verify(bearer(request)).join();
        if (verification
                instanceof Verification.ServiceAccepted(String name, @Nullable UUID operator)) {
            return new ServiceCaller(name, operator);
        }
        if (verification instanceof Verification.Accepted) {
            throw ErrorCode.UNAUTHENTICATED.because("A service token is needed.");
        }
        throw verification.refusal();
    }

    private static String bearer(HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders("Authorization"));
        return Optional.of(headers)
                .filter(present -> present.size() == 1)
                .map(List::getFirst)
                .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(header -> header.substring(SCHEME.length()))
                .orElseThrow(() ->
                        ErrorCode.UNAUTHENTICATED
                                .because("A valid access token is needed.")
                                .withHeader("WWW-Authenticate", "Bearer"));
    }
}
