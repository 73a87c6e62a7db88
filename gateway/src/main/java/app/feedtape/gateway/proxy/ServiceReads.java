package app.feedtape.gateway.proxy;

import app.feedtape.gateway.edge.UpstreamFailure;
import app.feedtape.gateway.edge.Visit;
import app.feedtape.gateway.load.LoadShedding;
import app.feedtape.gateway.load.Place;
import app.feedtape.gateway.route.Target;
import app.feedtape.web.request.RequestContext;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a service's own answer for the caller, with the caller's token, to compose from it. */
public final class ServiceReads {

    private static final int CONNECT_TIMEOUT_MILLIS = 500;

    private final HttpClient http;
    private final ServiceAddresses addresses;
    private final Breakers breakers;
    private final LoadShedding shedding;
    private final JsonMapper json;

    ServiceReads(
            HttpClient http,
            ServiceAddresses addresses,
            Breakers breakers,
            LoadShedding shedding,
            JsonMapper json) {
        this.http = http.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS);
        this.addresses = addresses;
        this.breakers = breakers;
        this.shedding = shedding;
        this.json = json;
    }

    /**
     * The JSON a service answers. Ends in an {@link UpstreamFailure} when it does not answer with
     * 200 in time, and in {@link RefusedByService} when it refuses the caller.
     */
    public Mono<JsonNode> read(Visit visit, Target target, String path, Duration timeout) {
        return Mono.using(
                () -> shedding.enter(target, visit),
                place -> read(visit, target, path, timeout, place),
                Place::giveBack);
    }

    private Mono<JsonNode> read(
            Visit visit, Target target, String path, Duration timeout, Place place) {
        CircuitBreaker breaker = breakers.of(target);
        if (!breaker.tryAcquirePermission()) {
            return Mono.error(UpstreamFailure.unavailable("breaker open", null));
        }
        long startedAt = System.nanoTime();
        return http.headers(headers ->
                        headers.set(HttpHeaders.AUTHORIZATION, "Bearer " + visit.bearer())
                                .set(RequestContext.REQUEST_ID_HEADER, visit.context().requestId())
                                .set(
                                        RequestContext.TRACEPARENT_HEADER,
                                        visit.context().traceparent()))
                .get()
                .uri(addresses.of(target) + path)
                .responseSingle(this::parse)
                .timeout(timeout)
                .doOnError(TimeoutException.class, late -> place.answered())
                .doOnSuccess(answer -> place.answered())
                .onErrorMap(failure -> explain(target, failure))
                .doOnError(failure -> count(breaker, startedAt, failure))
                .doOnSuccess(answer -> breaker.onSuccess(since(startedAt), TimeUnit.NANOSECONDS))
                .doOnCancel(breaker::releasePermission);
    }

    private Mono<JsonNode> parse(HttpClientResponse response, ByteBufMono body) {
        int status = response.status().code();
        return body.asByteArray()
                .defaultIfEmpty(new byte[0])
                .map(bytes -> {
                    JsonNode answer = json.readTree(bytes);
                    if (status != 200) {
                        throw new RefusedByService(status, answer);
                    }
                    return answer;
                });
    }

    private static Throwable explain(Target target, Throwable failure) {
        if (failure instanceof RefusedByService refused && refused.status() < 500) {
            return refused;
        }
        String name = target.serviceName();
        return failure instanceof JacksonException
                ? UpstreamFailure.unavailable(name + " answered no JSON", failure)
                : UpstreamFailure.unavailable(name + " did not answer", failure);
    }

    private static void count(CircuitBreaker breaker, long startedAt, Throwable failure) {
        if (failure instanceof RefusedByService) {
            breaker.onSuccess(since(startedAt), TimeUnit.NANOSECONDS);
        } else if (NoConnectionFree.explains(failure)) {
            breaker.releasePermission();
        } else {
            breaker.onError(since(startedAt), TimeUnit.NANOSECONDS, failure);
        }
    }

    private static long since(long startedAt) {
        return System.nanoTime() - startedAt;
    }
}
