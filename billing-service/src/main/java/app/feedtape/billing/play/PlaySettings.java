package app.feedtape.billing.play;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The app as Google Play knows it, and how the two recognise each other.
 *
 * @param packageName empty: nothing is sold there
 * @param serviceAccount its key as Google gives it out: JSON with {@code client_email}, {@code
 *     private_key_id} and {@code private_key}
 * @param pushAudience what a pushed notification says it is meant for
 * @param pushAccount the e-mail of the account whose tokens pushes carry
 */
@ConfigurationProperties("feedtape.play")
record PlaySettings(
        @DefaultValue("") String packageName,
        @DefaultValue("") String serviceAccount,
        @DefaultValue("https://androidpublisher.googleapis.com") URI apiBase,
        @DefaultValue("https://oauth2.googleapis.com/token") URI tokenUrl,
        @DefaultValue("https://www.googleapis.com/oauth2/v3/certs") URI keysUrl,
        @DefaultValue("") String pushAudience,
        @DefaultValue("") String pushAccount) {

    PlaySettings {
        boolean incomplete =
                serviceAccount.isBlank() || pushAudience.isBlank() || pushAccount.isBlank();
        if (!packageName.isBlank() && incomplete) {
            throw new IllegalStateException(
                    "With PLAY_PACKAGE also PLAY_SERVICE_ACCOUNT, PLAY_PUSH_AUDIENCE and PLAY_PUSH_ACCOUNT must be set.");
        }
    }

    boolean isOpen() {
        return !packageName.isBlank();
    }

    @Override
    public String toString() {
        return "PlaySettings[" + packageName + "]";
    }
}
