package app.feedtape.tts.audio;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Which storage sound is kept in. */
@Configuration(proxyBeanMethods = false)
class AudioConfiguration {

    /**
     * @param audioDirectory where sound is kept; shared by all instances of this service
     * @param listenerPatience how long a listener may read nothing
     */
    @ConfigurationProperties("feedtape.tts")
    record AudioSettings(Path audioDirectory, Duration listenerPatience) {
        AudioSettings {
            if (listenerPatience.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException("FEEDTAPE_LISTENER_PATIENCE must be 1s or more");
            }
        }
    }

    @Bean
    AudioStorage audioStorage(AudioSettings settings) throws IOException {
        return new DirectoryAudioStorage(settings.audioDirectory());
    }
}
