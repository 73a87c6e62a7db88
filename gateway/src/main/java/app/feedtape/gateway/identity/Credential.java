package app.feedtape.gateway.identity;

import app.feedtape.web.token.KeySecret;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;

/**
 * The one proof a request brings: {@code Authorization: Bearer} with a token or an API key, or
 * {@code X-API-Key} with a key. Two of them are as good as none, for nobody could say which counts.
 */
record Credential(String value) {

    static final String KEY_HEADER = "X-API-Key";

    private static final String SCHEME = "bearer ";

    /** Whether the request means to say who calls, rightly or not. */
    static boolean isBrought(HttpHeaders headers) {
        return headers.containsHeader(HttpHeaders.AUTHORIZATION)
                || headers.containsHeader(KEY_HEADER);
    }

    /** Empty when there is none, more than one, or one that cannot be read. */
    static Optional<Credential> of(HttpHeaders headers) {
        List<String> authorizations = headers.getOrEmpty(HttpHeaders.AUTHORIZATION);
        List<String> keys = headers.getOrEmpty(KEY_HEADER);
        if (authorizations.size() + keys.size() != 1) {
            return Optional.empty();
        }
        return authorizations.isEmpty()
                ? Optional.of(new Credential(keys.getFirst())).filter(Credential::isKey)
                : bearer(authorizations.getFirst());
    }

    private static Optional<Credential> bearer(String value) {
        return value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(new Credential(value.substring(SCHEME.length())))
                : Optional.empty();
    }

    boolean isKey() {
        return KeySecret.isMeant(value);
    }

    @Override
    public String toString() {
        return "Credential[hidden]";
    }
}
