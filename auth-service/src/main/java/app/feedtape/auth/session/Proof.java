package app.feedtape.auth.session;

import java.util.ArrayList;
import java.util.List;

/**
 * What a person showed to begin a session. A session's proof can only grow: showing a second factor
 * later makes it stronger.
 *
 * @param method how they proved who they are: a provider's name, {@code password}, {@code passkey},
 *     or {@code operator} where it is not they
 * @param withSecondFactor whether two factors were shown
 */
public record Proof(String method, boolean withSecondFactor) {

    private static final String PASSWORD = "password";
    private static final String PASSKEY = "passkey";
    private static final String OPERATOR = "operator";

    /** One factor. */
    public static Proof of(String method) {
        return new Proof(method, false);
    }

    /** A key in somebody's device that the device's owner has unlocked: two factors in one. */
    public static Proof passkey() {
        return new Proof(PASSKEY, true);
    }

    /** Not the person at all, but an operator who acts in their name. */
    public boolean isOperators() {
        return method.equals(OPERATOR);
    }

    /** The same person has shown a second factor too. */
    public Proof strengthened() {
        return new Proof(method, true);
    }

    /** How many factors, as it is stored and shown. */
    public String strength() {
        return withSecondFactor ? "two_factors" : "one_factor";
    }

    /**
     * The {@code amr} claim: methods by their registered names (RFC 8176, 2). A provider's word has
     * none, so there may be nothing to say.
     */
    public List<String> amr() {
        List<String> methods = new ArrayList<>();
        switch (method) {
            case PASSWORD -> methods.add("pwd");
            case PASSKEY -> methods.addAll(List.of("pop", "user"));
            default -> {}
        }
        if (withSecondFactor) {
            if (!method.equals(PASSKEY)) {
                methods.add("otp");
            }
            methods.add("mfa");
        }
        return List.copyOf(methods);
    }
}
