package app.feedtape.auth.secret;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Secrets auth is told from outside.
 *
 * @param keyEncryptionSecret base64 of the 32 bytes that seal signing keys and session secrets
 * @param serviceSecrets {@code name=secret} pairs, comma separated, of everyone who may ask for
 *     service tokens
 */
@ConfigurationProperties("feedtape.auth")
public record SecretSettings(
        @DefaultValue("") String keyEncryptionSecret, @DefaultValue("") String serviceSecrets) {

    @Override
    public String toString() {
        return "SecretSettings[hidden]";
    }
}
