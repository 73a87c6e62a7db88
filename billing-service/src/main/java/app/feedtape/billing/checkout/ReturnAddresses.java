package app.feedtape.billing.checkout;

import app.feedtape.web.WebSettings;
import app.feedtape.web.problem.Refusal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Where a person may be sent after paying: back to our own origin, or into the app. */
@Component
class ReturnAddresses {

    private static final String APP_SCHEME = "feedtape";
    private static final String PLACEHOLDER = "{CHECKOUT_SESSION_ID}";
    private static final int MAXIMUM = 2000;

    private final URI origin;

    ReturnAddresses(WebSettings settings) {
        this.origin = URI.create(settings.issuer());
    }

    /** The address asked for, if it is allowed; ours if none was. */
    String choose(String member, @Nullable String asked, String ownPath) {
        if (asked == null) {
            return origin + ownPath;
        }
        if (asked.length() > MAXIMUM || !isAllowed(asked.replace(PLACEHOLDER, "id"))) {
            throw Refusal.invalid(
                    member, "Only addresses of this service or of the app are allowed.");
        }
        return asked;
    }

    private boolean isAllowed(String text) {
        try {
            URI address = new URI(text);
            if (address.isOpaque()
                    || address.getRawUserInfo() != null
                    || address.getHost() == null) {
                return false;
            }
            return APP_SCHEME.equals(address.getScheme())
                    || (Objects.equals(address.getScheme(), origin.getScheme())
                            && address.getHost().equalsIgnoreCase(origin.getHost())
                            && port(address) == port(origin));
        } catch (URISyntaxException malformed) {
            return false;
        }
    }

    private static int port(URI address) {
        if (address.getPort() != -1) {
            return address.getPort();
        }
        return "https".equals(address.getScheme()) ? 443 : 80;
    }
}
