package app.feedtape.tts.audio;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** How sound is handed out. */
final class AudioConfiguration {

    private AudioConfiguration() {}

    /**
     * @param listenerPatience how long a listener may read nothing
     * @param downloadsPerAccount transfers of stored sound at once, from one instance
     */
    @ConfigurationProperties("feedtape.tts")
    record AudioSettings(Duration listenerPatience, int downloadsPerAccount) {
        AudioSettings {
            if (listenerPatience.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException("FEEDTAPE_LISTENER_PATIENCE must be 1s or more");
            }
            if (downloadsPerAccount < 1) {
                throw new IllegalArgumentException(
                        "FEEDTAPE_DOWNLOADS_PER_ACCOUNT must be 1 or more");
            }
        }
    }
}
