package app.feedtape.feed.fetching;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How feeds are fetched. Bound from {@code feedtape.fetch}.
 *
 * @param proxy {@code host:port} of a forward proxy; empty to ask feeds directly
 * @param interval between two fetches of a feed that is well
 * @param atOnce fetches under way at the same time in this instance
 */
@ConfigurationProperties("feedtape.fetch")
record FetchSettings(
        @DefaultValue("") String proxy,
        @DefaultValue("PT30M") Duration interval,
        @DefaultValue("16") int atOnce) {

    FetchSettings {
        if (!proxy.isEmpty() && !proxy.matches("[A-Za-z0-9.-]+:[0-9]{1,5}")) {
            throw new IllegalArgumentException("FEEDTAPE_FETCH_PROXY must be host:port.");
        }
    }
}
