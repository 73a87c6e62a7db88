package app.feedtape.auth.audit;

import java.util.UUID;

/**
 * Who did it.
 *
 * @param name as the trail has it: {@code account:<id>}, {@code operator} or {@code system}
 */
public record Actor(String name) {

    /** An operator at the command line, who is known by a secret and not by name. */
    public static final Actor COMMAND_LINE = new Actor("operator");

    /** The house itself, by a rule. */
    public static final Actor SYSTEM = new Actor("system");

    /** Somebody signed in: the person themselves, or an operator acting on them. */
    public static Actor account(UUID accountId) {
        return new Actor("account:" + accountId);
    }
}
