package app.feedtape.auth.token;

import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.auth.secret.SecretSettings;
import app.feedtape.web.secret.UnusableSecret;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;

/** By which secret each caller is known. Kept as hashes and compared in constant time. */
@Component
class ServiceSecrets {

    private static final String VARIABLE = "FEEDTAPE_SERVICE_SECRETS";
    private static final int FEWEST_CHARACTERS = 32;
    private static final int FEWEST_DISTINCT = 8;
    private static final List<String> TELL_TALES =
            List.of("changeme", "change-me", "change_me", "default", "password", "placeholder");
    private static final byte[] NOBODY = OneTimeSecret.make().hash();

    private final Map<String, byte[]> hashes = new LinkedHashMap<>();

    ServiceSecrets(SecretSettings settings) {
        if (settings.serviceSecrets().isBlank()) {
            throw new UnusableSecret(VARIABLE, "is missing.");
        }
        for (String pair : settings.serviceSecrets().split(",")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? "" : pair.substring(0, equals).strip();
            if (!CallTable.isCaller(name)) {
                throw new UnusableSecret(VARIABLE, "must be name=secret pairs of known services.");
            }
            String secret = pair.substring(equals + 1).strip();
            requireStrong(name, secret);
            hashes.put(name, OneTimeSecret.sha256(secret));
        }
    }

    private static void requireStrong(String name, String secret) {
        String lower = secret.toLowerCase(Locale.ROOT);
        if (secret.length() < FEWEST_CHARACTERS) {
            throw new UnusableSecret(
                    VARIABLE,
                    "has a secret of %s with less than %d characters."
                            .formatted(name, FEWEST_CHARACTERS));
        }
        if (secret.chars().distinct().count() < FEWEST_DISTINCT
                || TELL_TALES.stream().anyMatch(lower::contains)) {
            throw new UnusableSecret(
                    VARIABLE, "has a secret of %s that looks like a default.".formatted(name));
        }
    }

    boolean isRight(String caller, String secret) {
        byte[] expected = hashes.getOrDefault(caller, NOBODY);
        return MessageDigest.isEqual(expected, OneTimeSecret.sha256(secret));
    }
}
