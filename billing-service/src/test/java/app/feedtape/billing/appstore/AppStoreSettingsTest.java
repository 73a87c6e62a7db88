package app.feedtape.billing.appstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.feedtape.web.WebSettings;
import java.io.InputStream;
import java.net.URI;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AppStoreSettingsTest {

    private static AppStoreSettings settings(String environment, String rootFile) {
        return new AppStoreSettings(
                "app.example", 1L, environment, "issuer", "key", "secret", "", rootFile);
    }

    private static WebSettings web(String environment) {
        return new WebSettings(
                "billing-service",
                environment,
                URI.create("http://localhost:8080"),
                "",
                "",
                "",
                true,
                Map.of());
    }

    @Test
    void aServiceOfProductionDoesNotStartWithAnotherRootOrWithTheSandbox() {
        assertThatThrownBy(
                        () -> settings("production", "/root.pem").requireFitting(web("production")))
                .hasMessageContaining("APP_STORE_ROOT_FILE");
        assertThatThrownBy(() -> settings("sandbox", "").requireFitting(web("production")))
                .hasMessageContaining("sandbox");
        assertThatCode(() -> settings("production", "").requireFitting(web("production")))
                .doesNotThrowAnyException();
        assertThatCode(() -> settings("sandbox", "/root.pem").requireFitting(web("development")))
                .doesNotThrowAnyException();
    }

    @Test
    void halfAConfigurationAndXcodesEnvironmentAreNone() {
        assertThatThrownBy(() ->
                        new AppStoreSettings("app.example", null, "production", "", "", "", "", ""))
                .hasMessageContaining("APP_STORE_APP_ID");
        assertThatThrownBy(() -> settings("Xcode", ""))
                .hasMessageContaining("APP_STORE_ENVIRONMENT");
        assertThat(settings("production", "").toString()).doesNotContain("secret");
    }

    /** The fingerprint stands on https://www.apple.com/certificateauthority/. */
    @Test
    void theRootThatIsTrustedIsApples() throws Exception {
        try (InputStream file =
                AppStoreTrust.class.getResourceAsStream("/appstore/AppleRootCA-G3.pem")) {
            byte[] certificate =
                    CertificateFactory.getInstance("X.509").generateCertificate(file).getEncoded();
            assertThat(
                            HexFormat.of()
                                    .formatHex(
                                            MessageDigest.getInstance("SHA-256")
                                                    .digest(certificate)))
                    .isEqualTo("63343abfb89a6a03ebb57e9b3f5fa7be7c4f5c756f3017b3a8c488c3653e9179");
        }
    }
}
