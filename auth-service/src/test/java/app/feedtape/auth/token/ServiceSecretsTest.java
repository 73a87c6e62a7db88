package app.feedtape.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.feedtape.auth.secret.SecretSettings;
import app.feedtape.web.secret.UnusableSecret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceSecretsTest {

    private static final String GOOD = "0d9fa2c47be1853690d4c1b7e2a86f35";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "gateway",
                "gateway=short",
                "gateway=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "gateway=changeme-changeme-changeme-changeme-1",
                "gateway=0d9fa2c47be1853690d4c1b7e2a86f35,stranger=0d9fa2c47be1853690d4c1b7e2a86f35"
            })
    void weakSecretsAreRefused(String configured) {
        assertThatThrownBy(() -> secrets(configured))
                .isInstanceOf(UnusableSecret.class)
                .hasMessageStartingWith("FEEDTAPE_SERVICE_SECRETS");
    }

    @Test
    void aSecretIsRightForItsOwnerOnly() {
        ServiceSecrets secrets = secrets("gateway=" + GOOD + ", operator=x" + GOOD);
        assertThat(secrets.isRight("gateway", GOOD)).isTrue();
        assertThat(secrets.isRight("operator", GOOD)).isFalse();
        assertThat(secrets.isRight("nobody", GOOD)).isFalse();
    }

    private static ServiceSecrets secrets(String configured) {
        return new ServiceSecrets(new SecretSettings("", configured));
    }
}
