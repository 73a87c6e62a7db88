package app.feedtape.gateway.route;

import java.util.Set;

/** Who may call a route. */
public enum Access {
    /** No token is asked for; one that is sent is not looked at, only forwarded. */
    ANYONE(Set.of()),
    /** Signed in or not: a token that is sent counts, and none is a stranger's. */
    WHOEVER(Set.of()),
    /** Anybody signed in. */
    LISTENER(Set.of()),
    /** Those who may look: support staff and administrators. */
    SUPPORT(Set.of("support", "admin")),
    /** Those who may change. */
    ADMIN(Set.of("admin"));

    private final Set<String> roles;

    Access(Set<String> roles) {
        this.roles = roles;
    }

    /** What a call is worth where its line of the table does not say otherwise. */
    Importance importance() {
        return this == ANYONE || this == WHOEVER ? Importance.ANONYMOUS : Importance.AWAITED;
    }

    /** Roles of which one is needed; empty when none is. */
    public Set<String> roles() {
        return roles;
    }
}
