package app.feedtape.auth.identity;

import java.net.URI;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Our registrations at the providers. One without a client id is not offered. */
@ConfigurationProperties("feedtape.auth")
record ProviderSettings(
        @DefaultValue GitHub github, @DefaultValue Google google, @DefaultValue Apple apple) {

    /**
     * @param url {@code https://github.com}; the local stack's stand-in on a laptop
     * @param apiUrl {@code https://api.github.com}
     */
    record GitHub(
            @DefaultValue("") String clientId,
            @DefaultValue("") String clientSecret,
            @DefaultValue("https://github.com") URI url,
            @DefaultValue("https://api.github.com") URI apiUrl) {
        @Override
        public String toString() {
            return "GitHub[hidden]";
        }
    }

    /**
     * @param phoneClientIds the clients of the apps, whose id tokens come by the native sign-in
     * @param issuers Google has two spellings of itself
     */
    record Google(
            @DefaultValue("") String clientId,
            @DefaultValue("") String clientSecret,
            @DefaultValue("") Set<String> phoneClientIds,
            @DefaultValue("https://accounts.google.com/o/oauth2/v2/auth") URI authorizeUrl,
            @DefaultValue("https://oauth2.googleapis.com/token") URI tokenUrl,
            @DefaultValue("https://www.googleapis.com/oauth2/v3/certs") URI keysUrl,
            @DefaultValue("https://accounts.google.com,accounts.google.com") Set<String> issuers) {
        @Override
        public String toString() {
            return "Google[hidden]";
        }
    }

    /**
     * @param clientId the services id
     * @param phoneClientIds bundle ids of the apps
     * @param privateKey of the team: PEM or its base64
     * @param privateKeyFile where it is read from instead
     * @param issuers Apple has two names
     */
    record Apple(
            @DefaultValue("") String clientId,
            @DefaultValue("") Set<String> phoneClientIds,
            @DefaultValue("") String teamId,
            @DefaultValue("") String keyId,
            @DefaultValue("") String privateKey,
            @DefaultValue("") String privateKeyFile,
            @DefaultValue("https://appleid.apple.com") URI url,
            @DefaultValue("https://appleid.apple.com,https://account.apple.com")
                    Set<String> issuers) {
        @Override
        public String toString() {
            return "Apple[hidden]";
        }
    }

    @Override
    public String toString() {
        return "ProviderSettings[hidden]";
    }
}
