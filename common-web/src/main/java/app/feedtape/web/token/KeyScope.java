package app.feedtape.web.token;

import java.util.Optional;
import java.util.stream.Stream;

/** What an API key may be made for. A key without the scope of an endpoint is refused there. */
public enum KeyScope {
    FEEDS_READ("feeds:read"),
    FEEDS_WRITE("feeds:write"),
    SPEECH("speech"),
    USAGE_READ("usage:read");

    private final String wireName;

    KeyScope(String wireName) {
        this.wireName = wireName;
    }

    /** As the API and the {@code scope} claim have it. */
    public String wireName() {
        return wireName;
    }

    /** The scope of this name; empty when there is none. */
    public static Optional<KeyScope> named(String wireName) {
        return Stream.of(values()).filter(scope -> scope.wireName.equals(wireName)).findFirst();
    }
}
