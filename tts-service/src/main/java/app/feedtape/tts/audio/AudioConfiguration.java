package app.feedtape.tts.audio;

import java.io.IOException;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Which storage sound is kept in. */
@Configuration(proxyBeanMethods = false)
class AudioConfiguration {

    /**
     * @param audioDirectory where sound is kept; shared by all instances of this service
     */
    @ConfigurationProperties("feedtape.tts")
    record AudioSettings(Path audioDirectory) {}

    @Bean
    AudioStorage audioStorage(AudioSettings settings) throws IOException {
        return new DirectoryAudioStorage(settings.audioDirectory());
    }
}
