package app.feedtape.gateway.load;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of what a service may have under way at once, sound and webhooks apart.
 *
 * @param most as many as there are connections to it
 * @param least so many always, however slow it is
 */
@ConfigurationProperties("feedtape.load")
record LoadSettings(@DefaultValue("500") int most, @DefaultValue("32") int least) {

    LoadSettings {
        if (least < 1 || most < least) {
            throw new IllegalArgumentException("feedtape.load needs 1 <= least <= most");
        }
    }
}
