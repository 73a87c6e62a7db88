package app.feedtape.world.people;

import java.time.Instant;
import java.util.Locale;

/**
 * Somebody with an account at the sign-in providers. The number never changes and is what the
 * providers' ids are made of.
 */
public record Person(
        long number, String email, String name, boolean emailVerified, Instant createdAt) {

    /** A name as GitHub allows it: letters, digits and hyphens, unique by the number. */
    public String login() {
        String local = email.substring(0, email.indexOf('@')).toLowerCase(Locale.ROOT);
        String plain = local.replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        return (plain.isEmpty() ? "person" : plain) + "-" + number;
    }
}
