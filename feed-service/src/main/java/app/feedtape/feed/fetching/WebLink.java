package app.feedtape.feed.fetching;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Links out of a feed: http and https only, absolute, short; anything else is no link. */
final class WebLink {

    private static final int MAXIMUM_LENGTH = 2048;
    private static final Pattern WEB =
            Pattern.compile("https?://[^/?#\\s\\\\@]+([/?#][^\\s\\\\<>\"\\p{Cntrl}]*)?");

    private WebLink() {}

    static @Nullable String of(@Nullable String raw, String base) {
        if (raw == null || raw.length() > MAXIMUM_LENGTH) {
            return null;
        }
        try {
            String link =
                    new URI(base).resolve(new URI(raw.strip().replace(" ", "%20"))).toString();
            return WEB.matcher(link).matches() && link.length() <= MAXIMUM_LENGTH ? link : null;
        } catch (URISyntaxException | IllegalArgumentException notALink) {
            return null;
        }
    }
}
