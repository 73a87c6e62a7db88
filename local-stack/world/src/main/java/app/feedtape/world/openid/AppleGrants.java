package app.feedtape.world.openid;

import app.feedtape.world.people.People;
import app.feedtape.world.people.Person;
import app.feedtape.world.web.Exchange;
import app.feedtape.world.web.Tokens;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Refresh tokens Apple gave out and has not taken back. Kept in memory: a restart takes all back.
 */
final class AppleGrants {

    private static final int MOST = 10_000;

    private final Map<String, Long> living = new ConcurrentHashMap<>();
    private final People people;

    AppleGrants(People people) {
        this.people = people;
    }

    String give(Person person) {
        if (living.size() >= MOST) {
            living.clear();
        }
        String token = Tokens.random("r", 40);
        living.put(token, person.number());
        return token;
    }

    /** Apple says 200 whether or not the token lived. */
    void revoke(String token) {
        living.remove(token);
    }

    void revokeAll(Person person) {
        living.values().removeIf(number -> number == person.number());
    }

    /** {@code GET ?email=}: how many tokens of a person live. */
    void show(Exchange exchange) throws IOException {
        Person person = people.get(exchange.parameter("email").orElse(""), Optional.empty());
        long count = living.values().stream().filter(each -> each == person.number()).count();
        exchange.json(200, Map.of("living", count));
    }
}
