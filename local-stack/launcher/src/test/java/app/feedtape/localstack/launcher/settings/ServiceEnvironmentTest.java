package app.feedtape.localstack.launcher.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceEnvironmentTest {
    @TempDir Path data;

    @Test
    void credentialsOfAmazonLeaveThisMachineOnlyWithAnAddressOfAmazon() {
        var credentials = Map.of("AWS_ACCESS_KEY_ID", "real", "AWS_SECRET_ACCESS_KEY", "real");
        assertThat(of(Room.TTS, credentials)).containsEntry("AWS_ACCESS_KEY_ID", "local");

        var withAddress = new HashMap<>(credentials);
        withAddress.put("POLLY_ENDPOINT", "https://polly.eu-west-1.amazonaws.com");
        assertThat(of(Room.TTS, withAddress))
                .containsEntry("AWS_ACCESS_KEY_ID", "real")
                .containsEntry("POLLY_ENDPOINT", "https://polly.eu-west-1.amazonaws.com");
    }

    @Test
    void aServiceIsGivenItsOwnSecretsOnly() {
        var secrets = Secrets.in(data);
        var tts = of(Room.TTS, Map.of());
        assertThat(tts)
                .containsEntry("FEEDTAPE_SERVICE_SECRET", secrets.get("service.tts-service"))
                .containsEntry("FEEDTAPE_POSTGRES_PASSWORD", secrets.get("role.tts_app"))
                .doesNotContainKeys("FEEDTAPE_SERVICE_SECRETS", "REDIS_URL", "STRIPE_API_KEY");
        assertThat(tts.values())
                .doesNotContain(secrets.get("role.auth_app"), secrets.get("postgres"));
    }

    @Test
    void onlyTheGatewayHasNoDatabase() {
        for (Room room : Room.values()) {
            assertThat(of(room, Map.of()).containsKey("FEEDTAPE_POSTGRES_URL"))
                    .isEqualTo(room != Room.GATEWAY);
        }
    }

    private Map<String, String> of(Room room, Map<String, String> outside) {
        var environment = new HashMap<>(outside);
        environment.put("FEEDTAPE_DATA", data.toString());
        return new ServiceEnvironment(StackSettings.from(environment), Secrets.in(data)).of(room);
    }
}
