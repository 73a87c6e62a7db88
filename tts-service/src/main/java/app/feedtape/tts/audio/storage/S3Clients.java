package app.feedtape.tts.audio.storage;

import app.feedtape.tts.audio.storage.StorageSettings.Bucket;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** The client of the object storage: short waits, and each call tried up to three times. */
final class S3Clients {

    private static final int ATTEMPTS = 3;
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration NEXT_BYTE = Duration.ofSeconds(2);
    private static final Duration ATTEMPT = Duration.ofSeconds(3);

    /** A listener is told within eight seconds that there is nothing to hear. */
    private static final Duration CALL = Duration.ofSeconds(6);

    private S3Clients() {}

    static S3Client of(Bucket settings) {
        S3ClientBuilder builder =
                S3Client.builder()
                        .region(Region.of(settings.region()))
                        .credentialsProvider(credentials(settings))
                        .httpClientBuilder(
                                Apache5HttpClient.builder()
                                        .maxConnections(settings.connections())
                                        .connectionTimeout(CONNECT)
                                        .socketTimeout(NEXT_BYTE)
                                        .connectionAcquisitionTimeout(ATTEMPT))
                        .overrideConfiguration(it ->
                                it.apiCallAttemptTimeout(ATTEMPT)
                                        .apiCallTimeout(CALL)
                                        .retryStrategy(
                                                AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                                        .maxAttempts(ATTEMPTS)
                                                        .build()))
                        // Storages other than AWS's know Content-MD5 and not the newer checksums.
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        .serviceConfiguration(it -> it.chunkedEncodingEnabled(false));
        if (!settings.endpoint().isBlank()) {
            builder.endpointOverride(URI.create(settings.endpoint())).forcePathStyle(true);
        }
        return builder.build();
    }

    private static AwsCredentialsProvider credentials(Bucket settings) {
        return settings.accessKeyId().isBlank()
                ? DefaultCredentialsProvider.builder().build()
                : StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(
                                settings.accessKeyId(), settings.secretAccessKey()));
    }
}
