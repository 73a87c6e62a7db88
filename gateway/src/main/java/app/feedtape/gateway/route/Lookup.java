package app.feedtape.gateway.route;

import java.util.Set;

/** What a method and a path lead to. */
public sealed interface Lookup {

    /** A line of the table. */
    record Found(Route route) implements Lookup {}

    /** An address that exists, but not for this method. */
    record OtherMethods(Set<String> allowed) implements Lookup {}

    /** No such address. */
    record Nowhere() implements Lookup {}
}
