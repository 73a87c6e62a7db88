package app.feedtape.gateway.graphql;

import app.feedtape.gateway.edge.ClientGone;
import app.feedtape.gateway.edge.Visit;
import java.util.concurrent.TimeoutException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

@RestController
class GraphQlController {

    private final Queries queries;

    GraphQlController(Queries queries) {
        this.queries = queries;
    }

    /**
     * The home screen in one round trip, in GraphQL: `me`, `feeds` with what is unread, `articles`
     * of a feed, `subscription`, `usage`. The schema is at `/docs/schema.graphqls`. Each field of
     * `Query` stands for the call that its description names: with the same token it gives the
     * same, needs the same permission and counts as that call does, the first one with the request
     * itself. A field that is refused or does not come within two seconds is null; `errors` says
     * why, with the code, the details and the request id of the call's own refusal, and the rest is
     * there.
     *
     * <p>400 MALFORMED_REQUEST for what is no GraphQL, VALIDATION_FAILED for what does not fit the
     * schema, QUERY_TOO_COSTLY for more than 1,000 tokens, 500 selections with all fragments
     * unrolled, 10 fields of `Query`, 6 levels or a cost of 5,000: ten for a field of `Query` and
     * one for each field below it, times `limit` where it has one; aliases count each. One query a
     * request: a list of them is refused. Only queries, only by POST.
     */
    @PostMapping(
            value = "/graphql",
            produces = {"application/json", "application/graphql-response+json"})
    Mono<QueryAnswer> query(@RequestBody Mono<QueryRequest> request, ServerWebExchange exchange) {
        Visit visit = Visit.of(exchange);
        return request.timeout(visit.route().firstByte())
                .onErrorMap(TimeoutException.class, ClientGone::tooSlow)
                .flatMap(asked -> queries.answer(visit, asked));
    }
}
