package app.feedtape.gateway.proxy;

import app.feedtape.gateway.edge.ClientGone;
import app.feedtape.gateway.edge.UpstreamFailure;
import app.feedtape.gateway.edge.Visit;
import app.feedtape.gateway.load.Place;
import app.feedtape.gateway.ratelimit.RateLimiting;
import app.feedtape.gateway.route.Lane;
import app.feedtape.gateway.route.Route;
import app.feedtape.web.problem.Refusal;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Between the gateway and a service: addresses the call, keeps the breaker, and judges the head of
 * the answer before any of it is written. Stands behind the filter that writes and before the one
 * that calls.
 */
final class UpstreamFilter implements GlobalFilter, Ordered {

    /** A body that takes longer keeps no other call out of the service meanwhile. */
    private static final Duration BODY_AT_ONCE = Duration.ofSeconds(1);

    private final ServiceAddresses addresses;
    private final Breakers breakers;
    private final RateLimiting limits;

    UpstreamFilter(ServiceAddresses addresses, Breakers breakers, RateLimiting limits) {
        this.addresses = addresses;
        this.breakers = breakers;
        this.limits = limits;
    }

    @Override
    public int getOrder() {
        return 0;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        Visit visit = Visit.of(exchange);
        Route route = visit.route();
        boolean fromStore = route.lane() == Lane.WEBHOOKS;
        if (fromStore) {
            limits.requireRoom(visit);
        }
        exchange.getAttributes()
                .put(ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR, address(exchange, route));
        CircuitBreaker breaker = breakers.of(route);
        if (!breaker.tryAcquirePermission()) {
            return Mono.error(UpstreamFailure.unavailable("breaker open", null));
        }
        long startedAt = System.nanoTime();
        Place place = Place.of(exchange);
        return inTime(chain.filter(exchange).onErrorMap(UpstreamFilter::explain), visit, place)
                .doOnCancel(breaker::releasePermission)
                .onErrorResume(failure -> {
                    Throwable shown = failed(failure, place);
                    count(breaker, startedAt, shown);
                    return fromStore && shown instanceof ClientGone
                            ? limits.countRefused(visit).then(Mono.error(shown))
                            : Mono.error(shown);
                })
                .then(
                        Mono.defer(() -> {
                            place.answered();
                            Mono<Void> judged = judge(exchange, breaker, startedAt);
                            return fromStore
                                    ? judged.then(Mono.defer(() -> count(visit, exchange)))
                                    : judged;
                        }));
    }

    private static Throwable failed(Throwable failure, Place place) {
        if (failure instanceof TimeoutException late) {
            place.answered();
            return UpstreamFailure.tooSlow("no answer in time", late);
        }
        return failure;
    }

    /**
     * What stores tell comes in storms from few addresses and is not counted. Who is no store is
     * known by the service's refusal: so many as anybody without a sign-in may ask, and no more.
     */
    private Mono<Void> count(Visit visit, ServerWebExchange exchange) {
        HttpStatusCode status = exchange.getResponse().getStatusCode();
        return status != null && status.is4xxClientError()
                ? limits.countRefused(visit)
                : Mono.empty();
    }

    /**
     * The service has its whole time from when it was asked in full, and the client as much to ask:
     * else whoever holds back the end of a body would make any service look slow.
     */
    private static Mono<Void> inTime(Mono<Void> answer, Visit visit, Place place) {
        Duration firstByte = visit.route().firstByte();
        Mono<Void> whole = visit.bodyIsWhole();
        if (whole == null) {
            place.asked();
            return FirstByte.due(answer, firstByte, visit.thread());
        }
        Mono<Void> slow =
                whole.timeout(firstByte.minus(BODY_AT_ONCE))
                        .onErrorMap(TimeoutException.class, ClientGone::tooSlow)
                        .doOnSubscribe(waiting -> place.lend());
        return answer.timeout(
                whole.timeout(BODY_AT_ONCE, slow)
                        .then(
                                Mono.defer(() -> {
                                    place.asked();
                                    return Mono.delay(firstByte);
                                })));
    }

    private URI address(ServerWebExchange exchange, Route route) {
        URI requested = exchange.getRequest().getURI();
        String query = requested.getRawQuery();
        return URI.create(
                addresses.of(route.target())
                        + route.pathAtService(requested.getRawPath())
                        + (query == null ? "" : "?" + query));
    }

    private static Throwable explain(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refusal || cause instanceof ClientGone) {
                return cause;
            }
        }
        return UpstreamFailure.unavailable("no answer", failure);
    }

    private static void count(CircuitBreaker breaker, long startedAt, Throwable failure) {
        if (failure instanceof UpstreamFailure && !NoConnectionFree.explains(failure)) {
            breaker.onError(System.nanoTime() - startedAt, TimeUnit.NANOSECONDS, failure);
        } else {
            breaker.releasePermission();
        }
    }

    /** An error that is not in our envelope is never shown: it may hold anything. */
    private static Mono<Void> judge(
            ServerWebExchange exchange, CircuitBreaker breaker, long startedAt) {
        ServerHttpResponse response = exchange.getResponse();
        HttpStatusCode status = response.getStatusCode();
        long took = System.nanoTime() - startedAt;
        if (status == null || !status.isError() || ForwardedHeaders.isEnvelope(response)) {
            breaker.onSuccess(took, TimeUnit.NANOSECONDS);
            return Mono.empty();
        }
        if (status.is5xxServerError()) {
            UpstreamFailure failure = UpstreamFailure.badAnswer("foreign " + status);
            breaker.onError(took, TimeUnit.NANOSECONDS, failure);
            return Mono.error(failure);
        }
        breaker.onSuccess(took, TimeUnit.NANOSECONDS);
        return Mono.error(new ResponseStatusException(status));
    }
}
