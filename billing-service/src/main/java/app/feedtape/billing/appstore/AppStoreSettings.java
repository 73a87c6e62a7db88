package app.feedtape.billing.appstore;

import app.feedtape.web.WebSettings;
import com.apple.itunes.storekit.model.Environment;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The app as the App Store knows it, and the key its Server API is called with.
 *
 * @param bundleId empty: nothing is sold there
 * @param appId Apple's number of the app
 * @param environment {@code production} or {@code sandbox}
 * @param privateKey of the in-app purchase key, PKCS 8 as PEM or as its base64 alone
 * @param apiBase empty: Apple's own address of the environment
 * @param rootFile a root to trust in place of Apple's, PEM; never in production
 */
@ConfigurationProperties("feedtape.app-store")
record AppStoreSettings(
        @DefaultValue("") String bundleId,
        @Nullable Long appId,
        @DefaultValue("production") String environment,
        @DefaultValue("") String issuerId,
        @DefaultValue("") String keyId,
        @DefaultValue("") String privateKey,
        @DefaultValue("") String apiBase,
        @DefaultValue("") String rootFile) {

    AppStoreSettings {
        if (!List.of("production", "sandbox").contains(environment)) {
            throw new IllegalStateException("APP_STORE_ENVIRONMENT is production or sandbox.");
        }
        boolean incomplete =
                appId == null || Stream.of(issuerId, keyId, privateKey).anyMatch(String::isBlank);
        if (!bundleId.isBlank() && incomplete) {
            throw new IllegalStateException(
                    "With APP_STORE_BUNDLE_ID also APP_STORE_APP_ID, APP_STORE_ISSUER_ID, APP_STORE_KEY_ID and"
                            + " APP_STORE_PRIVATE_KEY must be set.");
        }
    }

    boolean isOpen() {
        return !bundleId.isBlank();
    }

    Environment storeEnvironment() {
        return environment.equals("sandbox") ? Environment.SANDBOX : Environment.PRODUCTION;
    }

    /** In production only what Apple itself signed for production counts. */
    void requireFitting(WebSettings web) {
        if (isOpen()
                && web.isProduction()
                && (!rootFile.isBlank() || environment.equals("sandbox"))) {
            throw new IllegalStateException(
                    "APP_STORE_ROOT_FILE and APP_STORE_ENVIRONMENT=sandbox are not for production.");
        }
    }

    URI api() {
        if (!apiBase.isBlank()) {
            return URI.create(apiBase);
        }
        return URI.create(
                environment.equals("sandbox")
                        ? "https://api.storekit-sandbox.apple.com"
                        : "https://api.storekit.apple.com");
    }

    @Override
    public String toString() {
        return "AppStoreSettings[" + bundleId + ", " + environment + "]";
    }
}
