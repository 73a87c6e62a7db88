package app.feedtape.billing.endpoint;

import app.feedtape.web.outside.AddressRules;
import app.feedtape.web.outside.GuardedNames;
import app.feedtape.web.outside.GuardedNames.ForbiddenAddress;
import app.feedtape.web.outside.UnusableAddress;
import app.feedtape.web.outside.WebAddress;
import app.feedtape.web.problem.Refusal;
import java.net.UnknownHostException;

/**
 * Which addresses an endpoint may have. This spares people a failure later; what holds is the guard
 * in the dialer, at every connection.
 */
final class EndpointAddresses {

    private final AddressRules rules;
    private final GuardedNames names;

    EndpointAddresses(AddressRules rules, GuardedNames names) {
        this.rules = rules;
        this.names = names;
    }

    /**
     * The canonical form; 400 for what may not be asked. Asks a name server: call it outside of
     * transactions. A name that nobody knows yet is taken.
     */
    String accept(String written) {
        try {
            WebAddress address = WebAddress.parse(written, rules);
            names.resolve(address.host().replaceAll("[\\[\\]]", ""));
            return address.text();
        } catch (UnusableAddress unusable) {
            throw Refusal.invalid("url", unusable.reason());
        } catch (ForbiddenAddress forbidden) {
            throw Refusal.invalid("url", "The host of the address is not on the public web.");
        } catch (UnknownHostException unknown) {
            return WebAddress.parse(written, rules).text();
        }
    }
}
