package app.feedtape.gateway.graphql;

import app.feedtape.gateway.edge.UpstreamFailure;
import app.feedtape.web.paging.Cursors;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Pages of all the feeds somebody follows, which feed-service answers at once. A cursor is a place
 * between feeds and not a number of them: one that is let go meanwhile moves nobody.
 */
final class FeedPages {

    private static final String LIST = "graphql.feeds";
    private static final String SORT = "created_at";

    /** As they are answered: newest first, and by id where two are of one moment. */
    private static final Comparator<Key> NEWEST_FIRST =
            Comparator.comparing(Key::createdAt).thenComparing(Key::id).reversed();

    private final Cursors cursors;

    FeedPages(Cursors cursors) {
        this.cursors = cursors;
    }

    private record Key(Instant createdAt, String id) {

        static Key of(JsonNode feed) {
            return new Key(Instant.parse(feed.path(SORT).asString()), feed.path("id").asString());
        }
    }

    JsonNode page(JsonNode all, int limit, @Nullable String cursor) {
        if (!all.isArray()) {
            throw UpstreamFailure.unavailable("feed-service answered no list", null);
        }
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        ArrayNode items = page.putArray("items");
        @Nullable Key after = cursor == null ? null : after(cursor);
        page.putNull("next_cursor");
        long unread = 0;
        for (JsonNode feed : all) {
            unread += feed.path("unread_count").asLong();
            if (after != null && NEWEST_FIRST.compare(Key.of(feed), after) <= 0) {
                continue;
            }
            if (items.size() < limit) {
                items.add(feed);
            } else if (page.path("next_cursor").isNull()) {
                page.put("next_cursor", cursor(Key.of(items.get(limit - 1))));
            }
        }
        return page.put("total_count", all.size()).put("unread_count", unread);
    }

    private String cursor(Key last) {
        return cursors.encode(SORT, LIST, List.of(last.createdAt().toString(), last.id()));
    }

    private Key after(String cursor) {
        List<String> key = cursors.decode(SORT, LIST, cursor);
        return new Key(Instant.parse(key.get(0)), key.get(1));
    }
}
