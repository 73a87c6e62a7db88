package app.feedtape.gateway.edge;

import app.feedtape.gateway.route.Route;
import app.feedtape.web.request.RequestContext;
import app.feedtape.web.token.AccessToken;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** One request on its way through the door, and what has been learned of it so far. */
public final class Visit {

    private static final String ATTRIBUTE = Visit.class.getName();

    private final RequestContext context;
    private final String clientAddress;
    private final ScheduledExecutorService thread;
    private final Map<String, String> answerHeaders = new LinkedHashMap<>(8);
    private @Nullable Route route;
    private @Nullable AccessToken token;
    private @Nullable String bearer;
    private @Nullable Set<String> confirmedRoles;
    private @Nullable Mono<Void> bodyIsWhole;

    Visit(RequestContext context, String clientAddress, ScheduledExecutorService thread) {
        this.context = context;
        this.clientAddress = clientAddress;
        this.thread = thread;
    }

    /** The visit of an exchange that passed the edge. */
    public static Visit of(ServerWebExchange exchange) {
        Visit visit = find(exchange);
        if (visit == null) {
            throw new IllegalStateException("Not through the door");
        }
        return visit;
    }

    /** The visit a request is, if it came through the public door. */
    static @Nullable Visit find(ServerHttpRequest request) {
        return (Visit) request.getAttributes().get(ATTRIBUTE);
    }

    /** The visit, if this exchange came through the public door. */
    public static @Nullable Visit find(ServerWebExchange exchange) {
        return find(exchange.getRequest());
    }

    void attachTo(ServerWebExchange exchange) {
        exchange.getRequest().getAttributes().put(ATTRIBUTE, this);
    }

    /** Request id and trace. */
    public RequestContext context() {
        return context;
    }

    /** The address nearest to the client that is believed, as text without a port. */
    public String clientAddress() {
        return clientAddress;
    }

    /** What serves the connection: whoever goes on here wakes no other thread. */
    public ScheduledExecutorService thread() {
        return thread;
    }

    void take(Route found) {
        route = found;
    }

    /** The line of the table this request met. */
    public Route route() {
        if (route == null) {
            throw new IllegalStateException("No route yet");
        }
        return route;
    }

    boolean hasRoute() {
        return route != null;
    }

    void expect(Mono<Void> endOfBody) {
        bodyIsWhole = endOfBody;
    }

    /** Completes when the request has been passed on to its last byte; null when it has no body. */
    public @Nullable Mono<Void> bodyIsWhole() {
        return bodyIsWhole;
    }

    /** Says who calls. */
    public void identify(AccessToken verified, String as) {
        token = verified;
        bearer = as;
    }

    /** Says what roles the caller has by the owner's own word, just asked. */
    public void confirm(Set<String> roles) {
        confirmedRoles = roles;
    }

    /** The roles just confirmed; null where facts could be relied on. */
    public @Nullable Set<String> confirmedRoles() {
        return confirmedRoles;
    }

    /** Who calls; null where nobody was asked. */
    public @Nullable AccessToken token() {
        return token;
    }

    /** The token itself, to be forwarded unchanged and never logged. */
    public @Nullable String bearer() {
        return bearer;
    }

    /** Adds a header to the answer, whoever gives it; it replaces what a service says. */
    public void answerWith(String header, String value) {
        answerHeaders.put(header, value);
    }

    /** What the answer says under a header so far; null for nothing. */
    public @Nullable String answerHeader(String header) {
        return answerHeaders.get(header);
    }

    Map<String, String> answerHeaders() {
        return answerHeaders;
    }
}
