package app.feedtape.feed.fetching;

import app.feedtape.web.outside.UnusableAddress;
import app.feedtape.web.outside.WebAddress;
import java.net.URI;

/**
 * The address of a feed in its one canonical form, which is {@link WebAddress}'s.
 *
 * @param text the canonical address, which is the one that is asked
 * @param key equal for two spellings of the same feed; a trailing slash does not tell feeds apart
 */
public record FeedUrl(String text, String key) {

    /**
     * Reads what a person wrote.
     *
     * @throws InvalidFeedUrl when it is not an address a feed may have
     */
    public static FeedUrl parse(String written) {
        return parse(written, UrlRules.STANDARD);
    }

    static FeedUrl parse(String written, UrlRules rules) {
        try {
            WebAddress address = WebAddress.parse(written, rules.ofAddresses());
            return new FeedUrl(
                    address.text(),
                    address.origin() + withoutTrailingSlashes(address.path()) + address.query());
        } catch (UnusableAddress unusable) {
            throw new InvalidFeedUrl(unusable.reason());
        }
    }

    private static String withoutTrailingSlashes(String path) {
        return path.replaceAll("/+$", "");
    }

    /**
     * Where a redirect leads.
     *
     * @throws InvalidFeedUrl when it leads nowhere a feed may be
     */
    FeedUrl redirectedTo(String location, UrlRules rules) {
        try {
            FeedUrl target =
                    parse(
                            location.matches("(?i)https?:.*")
                                    ? location
                                    : URI.create(text).resolve(location).toString(),
                            rules);
            if (isSecure() && !target.isSecure()) {
                throw new InvalidFeedUrl("A redirect from https to http is not followed.");
            }
            return target;
        } catch (IllegalArgumentException notAnAddress) {
            throw new InvalidFeedUrl("The redirect leads nowhere.");
        }
    }

    private boolean isSecure() {
        return text.startsWith("https:");
    }

    /** The host as it is asked, for naming a feed that has no title yet. */
    public String host() {
        return text.replaceFirst("^https?://", "").replaceFirst("(:[0-9]+)?/.*$", "");
    }

    @Override
    public String toString() {
        return "FeedUrl[…]";
    }
}
