package app.feedtape.gateway.edge;

import app.feedtape.web.decision.Decisions;
import app.feedtape.web.decision.Subject;
import app.feedtape.web.problem.ErrorBody;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.request.RequestContext;
import app.feedtape.web.token.AccessToken;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import tools.jackson.databind.json.JsonMapper;

/** Everything that goes wrong behind the door, as the one envelope. */
public final class ErrorAnswers implements WebExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);

    /** So many refusals a second are written down; a flood of them is a metric, not a log. */
    private static final int LOGGED_IN_A_SECOND = 20;

    private final JsonMapper json;
    private final Decisions decisions;
    private final RefusalLog refusals = new RefusalLog(LOGGED_IN_A_SECOND);
    private final RefusalLog sheddings = new RefusalLog(LOGGED_IN_A_SECOND);

    ErrorAnswers(JsonMapper json, Decisions decisions) {
        this.json = json;
        this.decisions = decisions;
    }

    private record Answer(int status, Refusal refusal) {}

    /** Answers, unless the answer has begun: then the connection breaks, as it should. */
    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        if (exchange.getResponse().isCommitted()) {
            breakOff(exchange, failure);
            return Mono.error(failure);
        }
        Visit visit = Visit.find(exchange);
        RequestContext context =
                visit != null ? visit.context() : RequestContext.accept(null, null);
        Answer answer = decided(explain(failure), visit);
        log(context, exchange.getRequest().getPath().value(), answer, failure);
        return write(exchange.getResponse(), answer, context);
    }

    /** The same for a part of an answer whose rest is there: explained, and written down. */
    public Refusal explain(Visit visit, Throwable failure) {
        Answer answer = decided(explain(failure), visit);
        log(visit.context(), visit.route().path(), answer, failure);
        return answer.refusal();
    }

    private Answer decided(Answer answer, @Nullable Visit visit) {
        AccessToken token = visit == null ? null : visit.token();
        Subject subject =
                visit == null
                        ? Subject.house()
                        : token == null
                                ? Subject.network(visit.clientAddress())
                                : Subject.account(token.accountId());
        String plan = token == null ? null : token.plan();
        return new Answer(answer.status(), decisions.explain(answer.refusal(), subject, plan));
    }

    /** A half answer must not look whole: neither by a last chunk nor by a connection kept open. */
    private static void breakOff(ServerWebExchange exchange, Throwable failure) {
        LOG.warn("Broke off an answer: {}", String.valueOf(failure));
        HttpServerRequest request =
                ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
        request.withConnection(connection -> connection.channel().close());
    }

    private Mono<Void> write(ServerHttpResponse response, Answer answer, RequestContext context) {
        HttpHeaders headers = response.getHeaders();
        headers.clear();
        headers.set(RequestContext.REQUEST_ID_HEADER, context.requestId());
        headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
        headers.setContentType(MediaType.APPLICATION_JSON);
        answer.refusal().headers().forEach(headers::set);
        byte[] body = json.writeValueAsBytes(ErrorBody.of(answer.refusal(), context.requestId()));
        headers.setContentLength(body.length);
        response.setStatusCode(HttpStatusCode.valueOf(answer.status()));
        return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }

    private static Answer explain(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refusal refusal) {
                return new Answer(refusal.code().status(), refusal);
            }
            if (cause instanceof UpstreamFailure upstream) {
                return new Answer(upstream.status(), upstream.refusal());
            }
            if (cause instanceof ClientGone) {
                return new Answer(ClientGone.STATUS, ClientGone.refusal());
            }
        }
        Refusal refusal = ofTheFramework(failure);
        return new Answer(refusal.code().status(), refusal);
    }

    private static Refusal ofTheFramework(Throwable failure) {
        int status = failure instanceof ErrorResponse known ? known.getStatusCode().value() : 500;
        return switch (status) {
            case 400 -> ErrorCode.MALFORMED_REQUEST.because("The request cannot be understood.");
            case 404 -> ErrorCode.NOT_FOUND.because("There is nothing here.");
            case 405 ->
                    ErrorCode.METHOD_NOT_ALLOWED.because("This address does not know that method.");
            case 406 ->
                    ErrorCode.NOT_ACCEPTABLE.because(
                            "The answer cannot be given in an accepted form.");
            case 413 -> ErrorCode.PAYLOAD_TOO_LARGE.because("The request is too large.");
            case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE.because("Send application/json in UTF-8.");
            default -> ErrorCode.INTERNAL_ERROR.because("Something went wrong on our side.");
        };
    }

    private void log(
            RequestContext context, String route, Answer answer, @Nullable Throwable failure) {
        if (answer.refusal().code().isExplained()) {
            refusals.write(context, answer.refusal());
        }
        if (answer.status() < 500) {
            return;
        }
        if (failure instanceof UpstreamFailure upstream && upstream.isShed()) {
            sheddings.write(context, upstream, route);
            return;
        }
        try (RequestContext.Scope _ = context.open()) {
            if (answer.refusal().code() == ErrorCode.INTERNAL_ERROR) {
                LOG.error("Unexpected failure on {}", route, failure);
            } else {
                LOG.warn("Answered {} on {}: {}", answer.status(), route, String.valueOf(failure));
            }
        }
    }
}
