package app.feedtape.gateway.me;

import app.feedtape.gateway.route.Target;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** What services answer the caller, of which something is composed. */
@FunctionalInterface
public interface ServiceParts {

    /** The JSON of one service's own answer; fails as {@code ServiceReads} does. */
    Mono<JsonNode> read(Target target, String path);
}
