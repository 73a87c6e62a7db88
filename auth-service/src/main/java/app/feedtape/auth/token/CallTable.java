package app.feedtape.auth.token;

import java.util.Map;
import java.util.Set;

/** Who may call whom, as {@code docs/calls.md} has it: no token is given for any other call. */
final class CallTable {

    private static final Map<String, Set<String>> CALLEES =
            Map.of(
                    "gateway", Set.of("auth-service", "billing-service"),
                    "auth-service", Set.of("billing-service"),
                    "feed-service", Set.of("auth-service", "billing-service", "tts-service"),
                    "tts-service", Set.of("auth-service", "billing-service"),
                    "billing-service", Set.of("auth-service"),
                    "admin-service", Set.of("auth-service", "billing-service", "tts-service"),
                    "operator",
                            Set.of(
                                    "auth-service",
                                    "billing-service",
                                    "tts-service",
                                    "feed-service",
                                    "admin-service"));

    private CallTable() {}

    static boolean isCaller(String name) {
        return CALLEES.containsKey(name);
    }

    static boolean allows(String caller, String callee) {
        return CALLEES.getOrDefault(caller, Set.of()).contains(callee);
    }
}
