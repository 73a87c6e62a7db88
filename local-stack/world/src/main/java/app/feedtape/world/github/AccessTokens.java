package app.feedtape.world.github;

import app.feedtape.world.web.Tokens;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tokens given out since the start of this process; a sign-in uses its token within seconds, so
 * none are kept on disk.
 */
final class AccessTokens {

    record Grant(long person, String scope) {

        boolean allows(String wanted) {
            return Arrays.asList(scope.split(",")).contains(wanted);
        }
    }

    private final Map<String, Grant> grants = new ConcurrentHashMap<>();

    String issue(long person, String scope) {
        String token = Tokens.random("gho_", 36);
        grants.put(token, new Grant(person, scope));
        return token;
    }

    /** Reads {@code Bearer x} or GitHub's older {@code token x}. */
    Optional<Grant> find(String authorization) {
        List<String> parts = List.of(authorization.strip().split("\\s+"));
        boolean known =
                parts.size() == 2
                        && (parts.getFirst().equalsIgnoreCase("bearer")
                                || parts.getFirst().equalsIgnoreCase("token"));
        return known ? Optional.ofNullable(grants.get(parts.getLast())) : Optional.empty();
    }
}
