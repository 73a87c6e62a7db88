package app.feedtape.world.people;

import app.feedtape.world.web.Tokens;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Codes between a provider's authorize page and its token call: each is good once, for ten minutes.
 */
public final class SingleUseCodes<T> {

    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private record Issued<T>(T agreement, Instant expiresAt) {}

    private final Map<String, Issued<T>> codes = new ConcurrentHashMap<>();
    private final Clock clock;

    public SingleUseCodes(Clock clock) {
        this.clock = clock;
    }

    public String issue(T agreement) {
        Instant now = clock.instant();
        codes.values().removeIf(issued -> issued.expiresAt().isBefore(now));
        String code = Tokens.random("", 20);
        codes.put(code, new Issued<>(agreement, now.plus(LIFETIME)));
        return code;
    }

    /** Uses a code up, whether or not the caller then proves to be entitled to it. */
    public Optional<T> take(String code) {
        return Optional.ofNullable(codes.remove(code))
                .filter(issued -> clock.instant().isBefore(issued.expiresAt()))
                .map(Issued::agreement);
    }
}
