package app.feedtape.gateway.edge;

import app.feedtape.gateway.route.Body;
import app.feedtape.gateway.route.Lookup.Found;
import app.feedtape.gateway.route.Lookup.Nowhere;
import app.feedtape.gateway.route.Lookup.OtherMethods;
import app.feedtape.gateway.route.Route;
import app.feedtape.gateway.route.RouteTable;
import app.feedtape.web.WebSettings;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.request.RequestContext;
import java.util.concurrent.ScheduledExecutorService;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/** What is decided about a request from its first lines alone. */
public final class Edge {

    private static final int MAXIMUM_HEADERS = 100;

    private final RouteTable routes;
    private final ClientAddress clientAddress;
    private final Hosts hosts;
    private final Cors cors;
    private final AnswerHeaders answerHeaders;

    Edge(RouteTable routes, EdgeSettings settings, WebSettings web) {
        this.routes = routes;
        this.clientAddress = new ClientAddress(settings.trustedHops());
        this.hosts = new Hosts(web.publicUrl(), settings.hosts());
        this.cors = new Cors(settings.corsOrigins());
        this.answerHeaders = new AnswerHeaders(cors, web.publicUrl().getScheme().equals("https"));
    }

    /** Begins a visit: from here on every answer carries the request's id. */
    public Visit receive(ServerWebExchange exchange) {
        ServerHttpRequest request = exchange.getRequest();
        HttpHeaders headers = request.getHeaders();
        RequestContext context =
                RequestContext.accept(
                        headers.getFirst(RequestContext.REQUEST_ID_HEADER),
                        headers.getFirst(RequestContext.TRACEPARENT_HEADER));
        Visit visit = new Visit(context, clientAddress.of(request), thread(request));
        visit.attachTo(exchange);
        exchange.getResponse().beforeCommit(() -> answerHeaders.write(exchange, visit));
        return visit;
    }

    private static ScheduledExecutorService thread(ServerHttpRequest request) {
        HttpServerRequest served = ServerHttpRequestDecorator.getNativeRequest(request);
        ScheduledExecutorService[] loop = new ScheduledExecutorService[1];
        served.withConnection(connection -> loop[0] = connection.channel().eventLoop());
        return loop[0];
    }

    /** A browser's question whether it may call. */
    public static boolean isPreflight(ServerWebExchange exchange) {
        return Cors.isPreflight(exchange.getRequest());
    }

    /** Answers that question. */
    public Mono<Void> answerPreflight(ServerWebExchange exchange) {
        return cors.answerPreflight(exchange.getRequest(), exchange.getResponse());
    }

    /**
     * Finds the route, or refuses what is malformed, unknown or too large.
     *
     * @return the exchange to go on with; its body is bounded
     */
    public ServerWebExchange admit(ServerWebExchange exchange, Visit visit) {
        ServerHttpRequest request = exchange.getRequest();
        HttpHeaders headers = request.getHeaders();
        HttpServerRequest asSent = ServerHttpRequestDecorator.getNativeRequest(request);
        if (asSent.requestHeaders().size() > MAXIMUM_HEADERS) {
            throw ErrorCode.HEADERS_TOO_LARGE.because("The request has too many headers.");
        }
        hosts.check(headers, request.getLocalAddress());
        CleanTarget.check(asSent.uri(), headers.getFirst(HttpHeaders.HOST));
        String path = request.getURI().getRawPath();
        CleanPath.check(path);
        Route route = find(request.getMethod().name(), path);
        visit.take(route);
        Body body = route.body();
        if (!BodyRules.check(headers, body)) {
            return exchange;
        }
        BoundedBody bounded = new BoundedBody(request, body.maximumBytes());
        visit.expect(bounded.whole());
        return exchange.mutate().request(bounded).build();
    }

    private Route find(String method, String path) {
        return switch (routes.find(method, path)) {
            case Found(Route route) -> route;
            case OtherMethods(var allowed) ->
                    throw ErrorCode.METHOD_NOT_ALLOWED
                            .because("This address does not know that method.")
                            .withHeader(HttpHeaders.ALLOW, String.join(", ", allowed));
            case Nowhere() -> throw ErrorCode.NOT_FOUND.because("There is nothing here.");
        };
    }
}
