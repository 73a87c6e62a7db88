package app.feedtape.world.stripe;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Stripe's lists: newest first, ten by default, paged by the id of the last or first object seen.
 */
final class Listing {

    static final Predicate<ObjectNode> ALL = _ -> true;
    private static final String[] PAGING = {"limit", "starting_after", "ending_before"};

    private Listing() {}

    static ObjectNode of(List<ObjectNode> all, Parameters given, String url) {
        long limit = given.number("limit", 10);
        if (limit < 1 || limit > 100) {
            throw StripeProblem.invalid(
                    "parameter_invalid_integer", "limit", "Limit must be between 1 and 100");
        }
        int from =
                given.find("starting_after")
                        .map(id -> indexOf(all, id, "starting_after") + 1)
                        .orElse(0);
        int to =
                given.find("ending_before")
                        .map(id -> indexOf(all, id, "ending_before"))
                        .orElse(all.size());
        if (given.has("ending_before")) {
            int first = (int) Math.max(from, to - limit);
            return page(all.subList(first, to), url, first > from);
        }
        int last = (int) Math.min(to, from + limit);
        return page(all.subList(Math.min(from, last), last), url, last < to);
    }

    private static ObjectNode page(List<ObjectNode> objects, String url, boolean more) {
        return Shapes.list(objects.stream().map(Books::shown).toList(), url, more);
    }

    private static int indexOf(List<ObjectNode> all, String id, String parameter) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).path("id").asString("").equals(id)) {
                return i;
            }
        }
        throw StripeProblem.dangling("object", id, parameter);
    }

    /** {@code created} as a second, or {@code created[gt|gte|lt|lte]}. */
    static Predicate<ObjectNode> created(Parameters given) {
        long above = Math.max(given.number("created[gte]", 0), given.number("created[gt]", -1) + 1);
        long below =
                Math.min(
                        given.number("created[lte]", Long.MAX_VALUE),
                        given.number("created[lt]", Long.MAX_VALUE) - 1);
        long exact = given.number("created", -1);
        return object -> {
            long created = object.path("created").asLong();
            return exact >= 0 ? created == exact : created >= above && created <= below;
        };
    }

    static Predicate<ObjectNode> matching(Parameters given, String name) {
        return given.find(name)
                .<Predicate<ObjectNode>>map(
                        value -> object -> object.path(name).asString("").equals(value))
                .orElse(ALL);
    }

    static String[] with(String... names) {
        return Stream.concat(Arrays.stream(names), Arrays.stream(PAGING)).toArray(String[]::new);
    }
}
