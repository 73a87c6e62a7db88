package app.feedtape.tts.audio.storage;

import java.net.URI;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where sound is kept.
 *
 * @param audioDirectory shared by all instances of this service; not used when a bucket is named
 */
@ConfigurationProperties("feedtape.tts")
record StorageSettings(Path audioDirectory, Bucket s3) {

    /**
     * A bucket of an object storage that speaks S3.
     *
     * @param name empty for none
     * @param endpoint empty for AWS's own
     * @param accessKeyId empty for the machine's own role
     */
    record Bucket(
            String name,
            String endpoint,
            String region,
            String accessKeyId,
            String secretAccessKey,
            int connections) {

        Bucket {
            if (!name.isBlank()) {
                require(!region.isBlank(), "FEEDTAPE_AUDIO_S3_REGION must not be empty");
                require(
                        accessKeyId.isBlank() == secretAccessKey.isBlank(),
                        "FEEDTAPE_AUDIO_S3_ACCESS_KEY_ID and its secret belong together");
                require(connections > 0, "FEEDTAPE_AUDIO_S3_CONNECTIONS must be 1 or more");
                require(
                        endpoint.isBlank() || isAddress(endpoint),
                        "FEEDTAPE_AUDIO_S3_ENDPOINT must be an http or https address");
            }
        }

        private static void require(boolean holds, String message) {
            if (!holds) {
                throw new IllegalArgumentException(message);
            }
        }

        private static boolean isAddress(String endpoint) {
            URI address = URI.create(endpoint);
            return address.getHost() != null
                    && String.valueOf(address.getScheme()).matches("https?");
        }

        @Override
        public String toString() {
            return "Bucket[%s at %s]".formatted(name, endpoint.isBlank() ? region : endpoint);
        }
    }

    boolean usesBucket() {
        return !s3.name().isBlank();
    }
}
