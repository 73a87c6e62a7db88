package app.feedtape.gateway.route;

import app.feedtape.gateway.route.Lookup.Found;
import app.feedtape.gateway.route.Lookup.Nowhere;
import app.feedtape.gateway.route.Lookup.OtherMethods;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The table as a tree of path segments. The most exact line wins: a written segment before {@code
 * *}, and both before {@code /**}; only a line that knows the method counts.
 */
final class RouteTree {

    private final Node root = new Node();

    private static final class Node {
        private final Map<String, Node> children = new HashMap<>();
        private @Nullable Node any;
        private final Map<String, Route> here = new TreeMap<>();
        private final Map<String, Route> below = new TreeMap<>();
    }

    void add(Route route) {
        Node node = root;
        for (String segment : route.path().substring(1).split("/")) {
            if (segment.equals("**")) {
                put(node.below, route);
                put(node.here, route);
                return;
            }
            node = child(node, segment);
        }
        put(node.here, route);
    }

    private static Node child(Node node, String segment) {
        if (segment.equals("*")) {
            if (node.any == null) {
                node.any = new Node();
            }
            return node.any;
        }
        return node.children.computeIfAbsent(segment, name -> new Node());
    }

    private static void put(Map<String, Route> routes, Route route) {
        Route other = routes.putIfAbsent(route.method(), route);
        if (other != null && other.path().equals(route.path())) {
            throw new IllegalArgumentException("Twice in the table: " + route.name());
        }
        if (other != null && other.path().endsWith("/**")) {
            routes.put(route.method(), route);
        }
    }

    Lookup find(String method, String path) {
        Set<String> others = new TreeSet<>();
        Route found = find(root, method, path, 1, others);
        if (found != null) {
            return new Found(found);
        }
        return others.isEmpty() ? new Nowhere() : new OtherMethods(others);
    }

    private static @Nullable Route find(
            Node node, String method, String path, int from, Set<String> others) {
        if (from > path.length()) {
            return pick(node.here, method, others);
        }
        int slash = path.indexOf('/', from);
        int end = slash < 0 ? path.length() : slash;
        Node child = node.children.get(path.substring(from, end));
        Route found = child == null ? null : find(child, method, path, end + 1, others);
        if (found == null && node.any != null) {
            found = find(node.any, method, path, end + 1, others);
        }
        // An address that is written out answers for itself: no wider line takes its other methods.
        return found != null || !others.isEmpty() ? found : pick(node.below, method, others);
    }

    private static @Nullable Route pick(
            Map<String, Route> routes, String method, Set<String> others) {
        Route route = routes.get(method);
        if (route == null) {
            for (String known : routes.keySet()) {
                others.add(known);
                if (known.equals("GET")) {
                    others.add("HEAD");
                }
            }
        }
        return route;
    }
}
