package app.feedtape.feed.fetching;

import app.feedtape.web.outside.AddressRules;
import java.util.Set;

/**
 * What the address of a feed may be.
 *
 * @param ports that may be asked
 */
record UrlRules(Set<Integer> ports) {

    private static final Set<String> SCHEMES = Set.of("http", "https");

    /** Those of faults.md: the web's own and its two usual alternatives. */
    static final UrlRules STANDARD = new UrlRules(Set.of(80, 443, 8080, 8443));

    AddressRules ofAddresses() {
        return AddressRules.publicWeb(SCHEMES, ports);
    }
}
