package app.feedtape.web.outside;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * Which addresses somebody may give us to ask.
 *
 * @param schemes of {@code http} and {@code https}
 * @param ports that may be asked
 * @param portsInWords for the person whose port is refused
 * @param thisMachine whether {@code localhost} and its two addresses may be named; only where
 *     everything is on one machine
 */
public record AddressRules(
        Set<String> schemes, IntPredicate ports, String portsInWords, boolean thisMachine) {

    /** Names on the public web, at these ports. */
    public static AddressRules publicWeb(Set<String> schemes, Set<Integer> ports) {
        return new AddressRules(
                schemes,
                ports::contains,
                "The port must be one of %s."
                        .formatted(new TreeSet<>(ports).toString().replaceAll("[\\[\\]]", "")),
                false);
    }
}
