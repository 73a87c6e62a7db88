package app.feedtape.localstack.launcher.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.feedtape.localstack.launcher.Refused;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StackSettingsTest {
    @Test
    void aPortThatCannotBeReadIsRefusedByItsName() {
        var settings =
                StackSettings.from(
                        Map.of("FEEDTAPE_GATEWAY_PORT", "eighty", "FEEDTAPE_KAFKA_PORT", "70000"));
        assertThatThrownBy(() -> settings.port(Room.GATEWAY))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("FEEDTAPE_GATEWAY_PORT");
        assertThatThrownBy(settings::kafkaPort).hasMessageContaining("FEEDTAPE_KAFKA_PORT");
    }

    @Test
    void whatRunsElsewhereNeedsNoPortHere() {
        var settings =
                StackSettings.from(
                        Map.of(
                                "FEEDTAPE_POSTGRES_URL",
                                "jdbc:postgresql://db.example/feedtape",
                                "FEEDTAPE_WITHOUT",
                                "tts-service"));
        assertThat(settings.ports())
                .doesNotContainKeys("FEEDTAPE_POSTGRES_PORT", "FEEDTAPE_TTS_PORT")
                .containsKeys("FEEDTAPE_KAFKA_PORT", "FEEDTAPE_FEED_MANAGEMENT_PORT");
        assertThat(settings.rooms()).hasSize(5).doesNotContain(Room.TTS);
    }

    @Test
    void leavingOutWhatDoesNotExistIsRefused() {
        assertThatThrownBy(() ->
                        StackSettings.from(Map.of("FEEDTAPE_WITHOUT", "mail-service")).rooms())
                .hasMessageContaining("mail-service");
    }

    @Test
    void theGatewaysPortIsThePublicAddressUnlessSaidOtherwise() {
        assertThat(StackSettings.from(Map.of("FEEDTAPE_GATEWAY_PORT", "4711")).publicUrl())
                .isEqualTo("http://localhost:4711");
        assertThat(
                        StackSettings.from(
                                        Map.of("FEEDTAPE_PUBLIC_URL", "https://feedtape.example"))
                                .publicUrl())
                .isEqualTo("https://feedtape.example");
    }
}
