package app.feedtape.auth.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.feedtape.web.secret.UnusableSecret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealingTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "changeme",
                "not base64 at all!",
                "c2hvcnQ=",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "Y2hhbmdlbWUtY2hhbmdlbWUtY2hhbmdlbWUtMTIzNCE="
            })
    void aWeakSecretIsRefusedAndNotRepeated(String configured) {
        assertThatThrownBy(() -> new Sealing(new SecretSettings(configured, "")))
                .isInstanceOf(UnusableSecret.class)
                .hasMessageStartingWith("FEEDTAPE_KEY_ENCRYPTION_SECRET")
                .satisfies(failure ->
                        assertThat(
                                        configured.isEmpty()
                                                || !failure.getMessage().contains(configured))
                                .isTrue());
    }

    @Test
    void whatWasSealedOpensForTheSamePurposeAndKeyOnly() {
        Sealing sealing = sealing();
        byte[] sealed = sealing.seal("the value".getBytes(StandardCharsets.UTF_8), "session 1");
        assertThat(sealing.open(sealed, "session 1")).asString().isEqualTo("the value");
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("the value");
        assertThatThrownBy(() -> sealing.open(sealed, "session 2"))
                .isInstanceOf(UnusableSecret.class);
        assertThatThrownBy(() -> sealing().open(sealed, "session 1"))
                .isInstanceOf(UnusableSecret.class);
    }

    private static Sealing sealing() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return new Sealing(new SecretSettings(Base64.getEncoder().encodeToString(key), ""));
    }
}
