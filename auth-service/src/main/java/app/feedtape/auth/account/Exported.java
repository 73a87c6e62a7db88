package app.feedtape.auth.account;

import java.util.UUID;

/**
 * What of an account a person gets with their export. Every package that keeps something of it
 * contributes a bean.
 */
public interface Exported {

    /** The member of the export it is found under. */
    String name();

    /** Records, maps and lists; no secret, no hash of one, nothing of anybody else. */
    Object export(UUID accountId);
}
