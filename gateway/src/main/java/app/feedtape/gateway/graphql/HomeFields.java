package app.feedtape.gateway.graphql;

import app.feedtape.gateway.me.PayerUsage;
import app.feedtape.gateway.route.Target;
import app.feedtape.web.paging.Cursors;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import graphql.schema.DataFetchingEnvironment;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The fields of {@code Query}: which call each of them stands for, and what of it is given. */
final class HomeFields {

    private final PayerUsage usage;
    private final FeedPages pages;
    private final JsonMapper json;

    HomeFields(PayerUsage usage, Cursors cursors, JsonMapper json) {
        this.usage = usage;
        this.pages = new FeedPages(cursors);
        this.json = json;
    }

    Mono<JsonNode> me(VisitCalls calls, DataFetchingEnvironment asked) {
        return calls.make("/api/me", calls.read(Target.AUTH, "/api/me"));
    }

    Mono<JsonNode> feeds(VisitCalls calls, DataFetchingEnvironment asked) {
        int limit = limit(asked);
        @Nullable String cursor = asked.getArgument("cursor");
        return calls.make(
                "/api/feeds",
                calls.read(Target.FEED, "/api/feeds").map(all -> pages.page(all, limit, cursor)));
    }

    Mono<JsonNode> articles(VisitCalls calls, DataFetchingEnvironment asked) {
        String path = "/api/feeds/" + feedId(asked) + "/articles";
        @Nullable String cursor = asked.getArgument("cursor");
        String query =
                "?limit="
                        + limit(asked)
                        + (cursor == null
                                ? ""
                                : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8));
        return calls.make(path, calls.read(Target.FEED, path + query));
    }

    Mono<JsonNode> subscription(VisitCalls calls, DataFetchingEnvironment asked) {
        return calls.make(
                "/api/subscription/me", calls.read(Target.BILLING, "/api/subscription/me"));
    }

    Mono<JsonNode> usage(VisitCalls calls, DataFetchingEnvironment asked) {
        return calls.make(
                "/api/subscription/usage",
                usage.of(calls.visit(), calls).map(it -> json.valueToTree(it)));
    }

    private static int limit(DataFetchingEnvironment asked) {
        int limit = asked.<Integer>getArgumentOrDefault(Weighing.LIMIT, Weighing.USUAL_LIMIT);
        if (limit < 1 || limit > Weighing.HIGHEST_LIMIT) {
            throw Refusal.invalid(Weighing.LIMIT, "The limit is 1 to 100.");
        }
        return limit;
    }

    /** As an id and nothing else: it becomes part of an address. */
    private static UUID feedId(DataFetchingEnvironment asked) {
        try {
            return UUID.fromString(asked.<String>getArgumentOrDefault("feed_id", ""));
        } catch (IllegalArgumentException isNone) {
            throw ErrorCode.NOT_FOUND.because("There is nothing here.");
        }
    }
}
