package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.feedtape.test.TestIdentity;
import app.feedtape.test.TestInfrastructure;
import app.feedtape.web.secret.UnusableSecret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/**
 * An exception out of main is exit code 1; what is tested here is that it comes, and in one line.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartUpTest {

    private static final String GOOD_SECRETS = "operator=" + AuthTest.secret("operator");

    @ParameterizedTest
    @CsvSource({
        "FEEDTAPE_KEY_ENCRYPTION_SECRET, ''",
        "FEEDTAPE_KEY_ENCRYPTION_SECRET, changeme",
        "FEEDTAPE_SERVICE_SECRETS, ''",
        "FEEDTAPE_SERVICE_SECRETS, operator=changeme",
        "GITHUB_CLIENT_SECRET, ''",
        "GOOGLE_CLIENT_SECRET, ''",
        "APPLE_TEAM_ID, ''",
        "APPLE_KEY_ID, ''",
        "APPLE_PRIVATE_KEY, ''",
        "APPLE_PRIVATE_KEY, bm9uc2Vuc2U=",
        "APPLE_PRIVATE_KEY_FILE, /nowhere/key.p8"
    })
    void anUnusableSecretKeepsTheServiceFromStarting(
            String variable, String value, CapturedOutput output) {
        Map<String, String> variables =
                new java.util.HashMap<>(
                        Map.of(
                                "FEEDTAPE_KEY_ENCRYPTION_SECRET",
                                AuthTest.keyEncryptionSecret(),
                                "FEEDTAPE_SERVICE_SECRETS",
                                GOOD_SECRETS,
                                "GITHUB_CLIENT_ID",
                                "us",
                                "GITHUB_CLIENT_SECRET",
                                "between us",
                                "PORT",
                                "0",
                                "MANAGEMENT_PORT",
                                "0",
                                "FEEDTAPE_POSTGRES_URL",
                                TestInfrastructure.postgresUrl(),
                                "FEEDTAPE_POSTGRES_PASSWORD",
                                TestInfrastructure.password("auth_app"),
                                "FEEDTAPE_MIGRATION_PASSWORD",
                                TestInfrastructure.password("auth_owner"),
                                "KAFKA_BOOTSTRAP_SERVERS",
                                "127.0.0.1:1"));
        variables.putAll(
                Map.of(
                        "GOOGLE_CLIENT_ID", "us",
                        "GOOGLE_CLIENT_SECRET", "between us",
                        "APPLE_CLIENT_ID", "us",
                        "APPLE_TEAM_ID", "us",
                        "APPLE_KEY_ID", "us",
                        "APPLE_PRIVATE_KEY", AuthTest.APPLE.privateKey()));
        variables.put("FEEDTAPE_DECISION_SECRET", TestIdentity.DECISION_SECRET);
        variables.put("spring.main.banner-mode", "off");
        variables.put(variable, value);
        List<String> arguments = new ArrayList<>();
        variables.forEach((name, content) -> arguments.add("--" + name + "=" + content));
        assertThatThrownBy(() ->
                        new SpringApplicationBuilder(AuthApplication.class)
                                .run(arguments.toArray(String[]::new)))
                .hasRootCauseInstanceOf(UnusableSecret.class);
        assertThat(output).contains(variable + " ").contains("APPLICATION FAILED TO START");
    }
}
