package app.feedtape.web.servlet;

import app.feedtape.web.decision.Decisions;
import app.feedtape.web.problem.ErrorBody;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.problem.Refusal.Field;
import app.feedtape.web.request.RequestContext;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * Every failure of an endpoint as the one envelope. What is not a refusal is logged whole and told
 * in one sentence.
 */
@RestControllerAdvice
final class ErrorAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);
    private static final Set<String> DATABASE_BUSY = Set.of("55P03", "25006");
    private static final String UNEXPECTED = "Unexpected failure on {} {}";

    private final Decisions decisions;

    ErrorAnswers(Decisions decisions) {
        this.decisions = decisions;
    }

    @ExceptionHandler
    ResponseEntity<ErrorBody> refused(Refusal thrown, HttpServletRequest request) {
        Refusal refusal = Asker.of(request).explain(decisions, thrown);
        if (refusal.code().isExplained()) {
            LOG.info(
                    "Refused with {}: {} Decision {}",
                    refusal.code(),
                    refusal.message(),
                    refusal.details().get(ErrorCode.DECISION_ID));
        } else if (refusal.code().status() >= 500 || refusal.getCause() != null) {
            LOG.warn("Refused with {}: {}", refusal.code(), refusal.message(), refusal.getCause());
        } else {
            LOG.info("Refused with {}: {}", refusal.code(), refusal.message());
        }
        return answer(refusal, request);
    }

    @ExceptionHandler({
        MethodArgumentNotValidException.class,
        HandlerMethodValidationException.class
    })
    ResponseEntity<ErrorBody> invalid(Exception failure, HttpServletRequest request) {
        List<Field> fields =
                failure instanceof MethodArgumentNotValidException body
                        ? body.getBindingResult().getFieldErrors().stream()
                                .map(error ->
                                        new Field(
                                                error.getField(), text(error.getDefaultMessage())))
                                .toList()
                        : ((HandlerMethodValidationException) failure)
                                .getParameterValidationResults().stream()
                                        .flatMap(result ->
                                                result.getResolvableErrors().stream()
                                                        .map(error ->
                                                                new Field(
                                                                        text(
                                                                                result.getMethodParameter()
                                                                                        .getParameterName()),
                                                                        text(
                                                                                error
                                                                                        .getDefaultMessage()))))
                                        .toList();
        return answer(
                ErrorCode.VALIDATION_FAILED
                        .because("Some values are not valid.")
                        .with("fields", fields),
                request);
    }

    @ExceptionHandler
    ResponseEntity<ErrorBody> wrongType(
            MethodArgumentTypeMismatchException failure, HttpServletRequest request) {
        Refusal refusal =
                failure.getParameter()
                                .hasParameterAnnotation(
                                        org.springframework.web.bind.annotation.PathVariable.class)
                        ? ErrorCode.NOT_FOUND.because("There is nothing here.")
                        : Refusal.invalid(failure.getName(), "The value has the wrong form.");
        return answer(refusal, request);
    }

    @ExceptionHandler
    ResponseEntity<ErrorBody> missing(
            MissingServletRequestParameterException failure, HttpServletRequest request) {
        return answer(
                Refusal.invalid(failure.getParameterName(), "The value is missing."), request);
    }

    /** A form or a query that is not one, such as a lone percent sign. */
    @ExceptionHandler
    ResponseEntity<ErrorBody> undecodable(
            InvalidParameterException failure, HttpServletRequest request) {
        return answer(
                ErrorCode.MALFORMED_REQUEST.because("The parameters cannot be read."), request);
    }

    @ExceptionHandler
    ResponseEntity<ErrorBody> unreadable(
            HttpMessageNotReadableException failure, HttpServletRequest request) {
        return answer(UnreadableBody.explain(failure), request);
    }

    @ExceptionHandler({
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class,
        QueryTimeoutException.class,
        CannotCreateTransactionException.class
    })
    ResponseEntity<ErrorBody> databaseAway(Exception failure, HttpServletRequest request) {
        LOG.warn("The database did not answer", failure);
        return answer(
                ErrorCode.UPSTREAM_UNAVAILABLE
                        .because("The service cannot answer right now. Please try again.")
                        .withHeader("Retry-After", "2"),
                request);
    }

    /** Lost at the commit, a connection fails once more at the rollback: what is thrown is that. */
    @ExceptionHandler
    ResponseEntity<ErrorBody> notEvenRolledBack(
            TransactionSystemException failure, HttpServletRequest request) {
        return failure.getCause() instanceof SQLException
                ? databaseAway(failure, request)
                : anything(failure, request);
    }

    /**
     * Spring has no name for a lock that was not had in time (55P03) or a server that has become a
     * standby (25006).
     */
    @ExceptionHandler
    ResponseEntity<ErrorBody> uncategorized(
            UncategorizedSQLException failure, HttpServletRequest request) {
        SQLException cause = failure.getSQLException();
        String state = cause == null ? null : cause.getSQLState();
        if (state != null && DATABASE_BUSY.contains(state)) {
            return databaseAway(failure, request);
        }
        LOG.error(UNEXPECTED, request.getMethod(), request.getRequestURI(), failure);
        return answer(
                ErrorCode.INTERNAL_ERROR.because("Something went wrong on our side."), request);
    }

    /** The client has gone; there is nobody to answer. */
    @ExceptionHandler
    void gone(AsyncRequestNotUsableException failure) {
        LOG.debug("The client went away", failure);
    }

    @ExceptionHandler
    ResponseEntity<ErrorBody> anything(Exception failure, HttpServletRequest request) {
        Refusal refusal = ofTheFramework(failure);
        if (refusal.code() == ErrorCode.INTERNAL_ERROR) {
            LOG.error(UNEXPECTED, request.getMethod(), request.getRequestURI(), failure);
        }
        return answer(refusal, request);
    }

    private static Refusal ofTheFramework(Exception failure) {
        return switch (failure) {
            case NoResourceFoundException none ->
                    ErrorCode.NOT_FOUND.because("There is nothing here.");
            case HttpRequestMethodNotSupportedException method ->
                    ErrorCode.METHOD_NOT_ALLOWED
                            .because("This address does not know that method.")
                            .withHeader("Allow", String.join(", ", allowed(method)));
            case HttpMediaTypeNotSupportedException type ->
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE.because("Send application/json in UTF-8.");
            case HttpMediaTypeNotAcceptableException type ->
                    ErrorCode.NOT_ACCEPTABLE.because(
                            "The answer cannot be given in an accepted form.");
            case MaxUploadSizeExceededException size ->
                    ErrorCode.PAYLOAD_TOO_LARGE.because("The request is too large.");
            case ErrorResponse response when response.getStatusCode().value() == 400 ->
                    ErrorCode.MALFORMED_REQUEST.because("The request cannot be understood.");
            case ErrorResponse response when response.getStatusCode().value() == 404 ->
                    ErrorCode.NOT_FOUND.because("There is nothing here.");
            default -> ErrorCode.INTERNAL_ERROR.because("Something went wrong on our side.");
        };
    }

    private static String[] allowed(HttpRequestMethodNotSupportedException failure) {
        String[] methods = failure.getSupportedMethods();
        return methods == null ? new String[0] : methods;
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private ResponseEntity<ErrorBody> answer(Refusal decided, HttpServletRequest request) {
        Refusal refusal = Asker.of(request).explain(decisions, decided);
        String requestId =
                request.getAttribute(RequestContextFilter.ATTRIBUTE) instanceof RequestContext known
                        ? known.requestId()
                        : RequestContext.current().requestId();
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.status(refusal.code().status())
                        .contentType(MediaType.APPLICATION_JSON)
                        .header("Cache-Control", "no-store");
        refusal.headers().forEach((name, value) -> answer.header(name, value));
        return answer.body(ErrorBody.of(refusal, requestId));
    }
}
