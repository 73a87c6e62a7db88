package app.feedtape.gateway.load;

import app.feedtape.gateway.edge.UpstreamFailure;
import app.feedtape.gateway.edge.Visit;
import app.feedtape.gateway.route.Importance;
import app.feedtape.gateway.route.Lane;
import app.feedtape.gateway.route.Route;
import app.feedtape.gateway.route.RouteTable;
import app.feedtape.gateway.route.Target;
import app.feedtape.web.token.KeySecret;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/**
 * Sends calls away at the door that a service could not answer in time, the least important first
 * (docs/decisions/0065). Before anybody is asked who calls or anything is counted: what is refused
 * here has cost next to nothing and nobody a call of theirs. Sound and webhooks have connections of
 * their own and do not come by.
 */
public final class LoadShedding {

    private static final String API_KEY = "X-API-Key";

    private final Map<Target, Crowd> crowds = new EnumMap<>(Target.class);
    private final Map<Route, UsualTime> usualTimes = new IdentityHashMap<>();

    /** What is kept of one service. */
    private record Crowd(
            Target target, ServiceLoad load, UsualTime reading, Map<Importance, Counter> shed) {}

    LoadShedding(LoadSettings settings, MeterRegistry meters) {
        for (Target target : Target.values()) {
            if (target != Target.HERE) {
                crowds.put(target, crowd(target, settings, meters));
            }
        }
        for (Route route : RouteTable.all()) {
            usualTimes.put(route, new UsualTime(route.firstByte()));
        }
    }

    private static Crowd crowd(Target target, LoadSettings settings, MeterRegistry meters) {
        ServiceLoad load = new ServiceLoad(settings, System.nanoTime());
        String service = target.serviceName();
        Gauge.builder("feedtape.load.places", load, ServiceLoad::places)
                .description("Calls that may wait for a service at once")
                .tag("service", service)
                .register(meters);
        Gauge.builder("feedtape.load.under.way", load, ServiceLoad::underWay)
                .description("Calls that wait for a service's first byte")
                .tag("service", service)
                .register(meters);
        Map<Importance, Counter> shed = new EnumMap<>(Importance.class);
        for (Importance importance : Importance.values()) {
            shed.put(
                    importance,
                    Counter.builder("feedtape.load.shed")
                            .description("Calls refused because a service had too much to do")
                            .tag("service", service)
                            .tag("importance", importance.wireName())
                            .register(meters));
        }
        return new Crowd(target, load, new UsualTime(Duration.ofSeconds(2)), shed);
    }

    /** Takes a place for a request, or refuses it with 503 and a time to come back. */
    public Place enter(ServerWebExchange exchange, Visit visit) {
        Route route = visit.route();
        Crowd crowd = route.lane() == Lane.ORDINARY ? crowds.get(route.target()) : null;
        UsualTime usual = usualTimes.get(route);
        if (crowd == null || usual == null) {
            return Place.nowhere();
        }
        Place place = take(crowd, usual, importance(route, exchange.getRequest().getHeaders()));
        place.attachTo(exchange);
        return place;
    }

    /** A place for a reading of our own, of which somebody's answer is composed. */
    public Place enter(Target target, Visit visit) {
        Crowd crowd = crowds.get(target);
        boolean isForKey = visit.token() != null && visit.token().key() != null;
        return crowd == null
                ? Place.nowhere()
                : take(
                        crowd,
                        crowd.reading(),
                        isForKey ? Importance.BACKGROUND : Importance.AWAITED);
    }

    private static Place take(Crowd crowd, UsualTime usual, Importance importance) {
        ServiceLoad load = crowd.load();
        if (load.tryEnter(importance)) {
            return Place.at(load, usual, System.nanoTime());
        }
        count(crowd, importance);
        int seconds =
                ThreadLocalRandom.current()
                        .nextInt(importance.soonestSeconds(), importance.latestSeconds() + 1);
        throw UpstreamFailure.shed(reason(crowd, importance), seconds);
    }

    /** Put together without a formatter: under overload this is written often. */
    private static String reason(Crowd crowd, Importance importance) {
        ServiceLoad load = crowd.load();
        return crowd.target().serviceName()
                + " has "
                + load.underWay()
                + " calls under way and places for "
                + load.places()
                + ", and this one is "
                + importance.wireName();
    }

    private static void count(Crowd crowd, Importance importance) {
        Counter counter = crowd.shed().get(importance);
        if (counter != null) {
            counter.increment();
        }
    }

    /** A program can wait and a person cannot; whether the key is a right one is asked later. */
    private static Importance importance(Route route, HttpHeaders headers) {
        return route.importance() == Importance.AWAITED && bringsKey(headers)
                ? Importance.BACKGROUND
                : route.importance();
    }

    private static boolean bringsKey(HttpHeaders headers) {
        @Nullable String authorization = headers.getFirst(HttpHeaders.AUTHORIZATION);
        return headers.containsHeader(API_KEY)
                || authorization != null
                        && KeySecret.isMeant(
                                authorization.substring(authorization.lastIndexOf(' ') + 1));
    }
}
