package app.feedtape.world.github;

import app.feedtape.world.people.People;
import app.feedtape.world.people.Person;
import app.feedtape.world.web.Exchange;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The two REST calls a sign-in makes: who is it, and which addresses are theirs. */
final class UserCalls {

    private final People people;
    private final AccessTokens tokens;

    UserCalls(People people, AccessTokens tokens) {
        this.people = people;
        this.tokens = tokens;
    }

    void user(Exchange exchange) throws IOException {
        Optional<Caller> caller = caller(exchange);
        if (caller.isPresent()) {
            exchange.json(200, shape(caller.get().person()));
        }
    }

    /** Needs the scope {@code user:email}; without it GitHub says that there is nothing here. */
    void emails(Exchange exchange) throws IOException {
        Optional<Caller> caller = caller(exchange);
        if (caller.isEmpty()) {
            return;
        }
        if (!caller.get().grant().allows("user:email") && !caller.get().grant().allows("user")) {
            error(exchange, 404, "Not Found");
            return;
        }
        Person person = caller.get().person();
        Map<String, Object> address = new LinkedHashMap<>();
        address.put("email", person.email());
        address.put("primary", true);
        address.put("verified", person.emailVerified());
        address.put("visibility", "private");
        exchange.json(200, List.of(address));
    }

    private record Caller(Person person, AccessTokens.Grant grant) {}

    private Optional<Caller> caller(Exchange exchange) throws IOException {
        if (exchange.requestHeader("User-Agent").isEmpty()) {
            exchange.text(
                    403,
                    "text/plain",
                    "Request forbidden by administrative rules. "
                            + "Please make sure your request has a User-Agent header.");
            return Optional.empty();
        }
        Optional<String> authorization = exchange.requestHeader("Authorization");
        if (authorization.isEmpty()) {
            error(exchange, 401, "Requires authentication");
            return Optional.empty();
        }
        Optional<Caller> caller =
                tokens.find(authorization.get())
                        .flatMap(grant ->
                                people.find(grant.person())
                                        .map(person -> new Caller(person, grant)));
        if (caller.isEmpty()) {
            error(exchange, 401, "Bad credentials");
            return caller;
        }
        exchange.header("X-OAuth-Scopes", caller.get().grant().scope().replace(",", ", "));
        return caller;
    }

    private static void error(Exchange exchange, int status, String message) throws IOException {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("message", message);
        error.put("documentation_url", "https://docs.github.com/rest");
        error.put("status", Integer.toString(status));
        exchange.json(status, error);
    }

    /**
     * The public e-mail is null, as for most people: a sign-in that reads it instead of the
     * addresses fails here too.
     */
    private static Map<String, @Nullable Object> shape(Person person) {
        Map<String, @Nullable Object> user = new LinkedHashMap<>();
        user.put("login", person.login());
        user.put("id", person.number());
        user.put("node_id", "U_local" + person.number());
        user.put("avatar_url", "https://avatars.githubusercontent.com/u/" + person.number());
        user.put("html_url", "https://github.com/" + person.login());
        user.put("type", "User");
        user.put("user_view_type", "private");
        user.put("site_admin", false);
        user.put("name", person.name());
        user.put("company", null);
        user.put("location", null);
        user.put("email", null);
        user.put("two_factor_authentication", true);
        user.put("created_at", person.createdAt().toString());
        user.put("updated_at", person.createdAt().toString());
        return user;
    }
}
