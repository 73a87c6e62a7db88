package app.feedtape.world.github;

import app.feedtape.world.web.Tokens;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Codes between the authorize page and the token call: good once, for ten minutes. */
final class AuthorizationCodes {

    private static final Duration LIFETIME = Duration.ofMinutes(10);

    /**
     * What the person agreed to; {@code challenge} is the S256 challenge when the client sent one.
     */
    record Agreement(
            long person,
            String redirectUri,
            String scope,
            Optional<String> challenge,
            Instant expiresAt) {}

    private final Map<String, Agreement> codes = new ConcurrentHashMap<>();
    private final Clock clock;

    AuthorizationCodes(Clock clock) {
        this.clock = clock;
    }

    String issue(long person, String redirectUri, String scope, Optional<String> challenge) {
        Instant now = clock.instant();
        codes.values().removeIf(agreement -> agreement.expiresAt().isBefore(now));
        String code = Tokens.random("", 20);
        codes.put(code, new Agreement(person, redirectUri, scope, challenge, now.plus(LIFETIME)));
        return code;
    }

    /** Uses a code up, whether or not the caller then proves to be entitled to it. */
    Optional<Agreement> take(String code) {
        return Optional.ofNullable(codes.remove(code))
                .filter(agreement -> clock.instant().isBefore(agreement.expiresAt()));
    }
}
