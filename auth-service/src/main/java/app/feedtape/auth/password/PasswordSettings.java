package app.feedtape.auth.password;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What a hash costs. The defaults are OWASP's second choice for Argon2id; a stored hash of other
 * costs is made anew when its owner signs in.
 *
 * @param memoryKib memory of one hash; times {@code parallelHashes} is what a login storm may take
 * @param iterations passes over that memory
 * @param lanes of one hash
 * @param parallelHashes at the same time in this process
 * @param patience how long a request waits for its turn before it is told to come back
 */
@ConfigurationProperties("feedtape.auth.password")
record PasswordSettings(
        @DefaultValue("19456") int memoryKib,
        @DefaultValue("2") int iterations,
        @DefaultValue("1") int lanes,
        @DefaultValue("4") int parallelHashes,
        @DefaultValue("500ms") Duration patience) {

    private static final int LEAST_MEMORY_KIB = 7_168;
    private static final int MOST_MEMORY_KIB = 1_048_576;

    PasswordSettings {
        require(
                memoryKib >= LEAST_MEMORY_KIB && memoryKib <= MOST_MEMORY_KIB,
                "FEEDTAPE_PASSWORD_MEMORY_KIB must be from 7168 to 1048576.");
        require(
                iterations >= 1 && iterations <= 20,
                "FEEDTAPE_PASSWORD_ITERATIONS must be from 1 to 20.");
        require(lanes >= 1 && lanes <= 16, "FEEDTAPE_PASSWORD_LANES must be from 1 to 16.");
        require(
                parallelHashes >= 1 && parallelHashes <= 256,
                "FEEDTAPE_PASSWORD_PARALLEL_HASHES must be from 1 to 256.");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
