package app.feedtape.auth.identity;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Our registration at GitHub. Without a client id the provider is not offered.
 *
 * @param url {@code https://github.com}; the local stack's stand-in on a laptop
 * @param apiUrl {@code https://api.github.com}
 */
@ConfigurationProperties("feedtape.auth.github")
record ProviderSettings(
        @DefaultValue("") String clientId,
        @DefaultValue("") String clientSecret,
        @DefaultValue("https://github.com") URI url,
        @DefaultValue("https://api.github.com") URI apiUrl) {

    @Override
    public String toString() {
        return "ProviderSettings[hidden]";
    }
}
