package app.feedtape.tts.audio.storage;

import app.feedtape.tts.audio.AudioStorage;
import java.io.IOException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Which storage sound is kept in: the bucket when one is named, else the directory. */
@Configuration(proxyBeanMethods = false)
class StorageConfiguration {

    @Bean(destroyMethod = "close")
    AudioStorage audioStorage(StorageSettings settings) throws IOException {
        return settings.usesBucket()
                ? S3AudioStorage.of(settings.s3())
                : new DirectoryAudioStorage(settings.audioDirectory());
    }
}
