package app.feedtape.web.servlet;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;

/** Why a body could not be read: not JSON at all, or JSON with a member of the wrong type. */
final class UnreadableBody {

    private UnreadableBody() {}

    static Refusal explain(HttpMessageNotReadableException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refusal refusal) {
                return refusal;
            }
            if (cause instanceof DatabindException mapping && !mapping.getPath().isEmpty()) {
                String member = path(mapping.getPath());
                return Refusal.invalid(member, "The value of " + member + " has the wrong form.");
            }
        }
        return ErrorCode.MALFORMED_REQUEST.because(
                "The body is not the JSON that is expected here.");
    }

    private static String path(List<JacksonException.Reference> path) {
        return path.stream()
                .map(step ->
                        step.getPropertyName() == null
                                ? "[" + step.getIndex() + "]"
                                : step.getPropertyName())
                .collect(Collectors.joining("."));
    }
}
