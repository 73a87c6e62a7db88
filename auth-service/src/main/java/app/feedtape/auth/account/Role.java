package app.feedtape.auth.account;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a person may do beyond listening. Everybody is a listener too. */
public enum Role {
    LISTENER,
    SUPPORT,
    ADMIN;

    static Optional<Role> named(String name) {
        return Stream.of(values()).filter(role -> role.column().equals(name)).findFirst();
    }

    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The {@code roles} claim. */
    List<String> claim() {
        return this == LISTENER ? List.of("listener") : List.of("listener", column());
    }
}
