package app.feedtape.web.servlet;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.token.Caller;
import app.feedtape.web.token.ServiceCaller;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Hands the caller to an endpoint that asks for one by a parameter. */
final class CallerArgumentResolver implements HandlerMethodArgumentResolver {

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        Class<?> type = parameter.getParameterType();
        return type == Caller.class || type == ServiceCaller.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        Object caller =
                request.getAttribute(
                        parameter.getParameterType().getName(), RequestAttributes.SCOPE_REQUEST);
        if (caller == null) {
            throw ErrorCode.UNAUTHENTICATED.because("A valid access token is needed.");
        }
        return caller;
    }
}
