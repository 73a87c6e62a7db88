package app.feedtape.world.web;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * The route table: which stand-in answers which method and path. {@code {name}} matches one path
 * segment.
 */
public final class Routes extends HttpServlet {

    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);

    /** Answers one matched request. */
    @FunctionalInterface
    public interface Handler {
        void handle(Exchange exchange) throws Exception;
    }

    private record Route(String method, List<String> segments, Handler handler) {

        Optional<Map<String, String>> match(List<String> path) {
            if (path.size() != segments.size()) {
                return Optional.empty();
            }
            Map<String, String> variables = new HashMap<>();
            for (int i = 0; i < path.size(); i++) {
                String expected = segments.get(i);
                if (expected.startsWith("{")) {
                    variables.put(expected.substring(1, expected.length() - 1), path.get(i));
                } else if (!expected.equals(path.get(i))) {
                    return Optional.empty();
                }
            }
            return Optional.of(variables);
        }
    }

    private final transient List<Route> routes = new ArrayList<>();

    public void get(String pattern, Handler handler) {
        add("GET", pattern, handler);
    }

    public void post(String pattern, Handler handler) {
        add("POST", pattern, handler);
    }

    public void delete(String pattern, Handler handler) {
        add("DELETE", pattern, handler);
    }

    private void add(String method, String pattern, Handler handler) {
        routes.add(new Route(method, segments(pattern), handler));
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        request.setCharacterEncoding("UTF-8");
        List<String> path =
                segments(
                        request.getServletPath()
                                + (request.getPathInfo() == null ? "" : request.getPathInfo()));
        String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
        List<String> allowed = new ArrayList<>();
        for (Route route : routes) {
            @Nullable Map<String, String> variables = route.match(path).orElse(null);
            if (variables != null && route.method().equals(method)) {
                answer(route, new Exchange(request, response, variables));
                return;
            }
            if (variables != null) {
                allowed.add(route.method());
            }
        }
        refuseUnrouted(new Exchange(request, response, Map.of()), allowed);
    }

    private static void answer(Route route, Exchange exchange) throws IOException {
        try {
            route.handler().handle(exchange);
        } catch (Refusal refusal) {
            exchange.message(refusal.status(), refusal.reason());
        } catch (JacksonException unreadable) {
            exchange.message(
                    400,
                    "The body is not the JSON this call reads: " + unreadable.getOriginalMessage());
        } catch (IOException gone) {
            throw gone;
        } catch (Exception failure) {
            LOG.error("{} failed", exchange.describe(), failure);
            exchange.message(500, "The local world failed here; its log says why.");
        }
    }

    private static void refuseUnrouted(Exchange exchange, List<String> allowed) throws IOException {
        if (allowed.isEmpty()) {
            exchange.message(
                    404, "Nothing of the local world is at this address; / lists what there is.");
            return;
        }
        exchange.header("Allow", allowed.stream().distinct().collect(Collectors.joining(", ")));
        exchange.message(405, "This address answers " + String.join(", ", allowed) + " only.");
    }

    private static List<String> segments(String path) {
        return List.of(path.split("/")).stream().filter(part -> !part.isEmpty()).toList();
    }
}
