package app.feedtape.tts.synthesis.polly;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.polly.PollyAsyncClient;
import software.amazon.awssdk.services.polly.PollyAsyncClientBuilder;

/** The one client of Amazon Polly; building one takes seconds. */
@Configuration(proxyBeanMethods = false)
class PollyConfiguration {

    private static final int CONNECTIONS = 90;

    /**
     * @param endpoint empty for AWS's own
     * @param accessKeyId empty for the machine's own role
     */
    @ConfigurationProperties("feedtape.tts.polly")
    record PollySettings(
            String endpoint, String region, String accessKeyId, String secretAccessKey) {}

    @Bean(destroyMethod = "close")
    PollyAsyncClient pollyClient(PollySettings settings) {
        PollyAsyncClientBuilder builder =
                PollyAsyncClient.builder()
                        .region(Region.of(settings.region()))
                        .credentialsProvider(credentials(settings))
                        .httpClientBuilder(
                                NettyNioAsyncHttpClient.builder()
                                        .protocol(Protocol.HTTP1_1)
                                        .maxConcurrency(CONNECTIONS)
                                        .connectionTimeout(Duration.ofSeconds(2))
                                        .connectionAcquisitionTimeout(Duration.ofSeconds(3))
                                        .readTimeout(Duration.ofSeconds(30)))
                        // Every call leaves a row in the provider's ledger, so the tries are ours
                        // to make.
                        .overrideConfiguration(
                                it -> it.retryStrategy(DefaultRetryStrategy.doNotRetry()));
        if (!settings.endpoint().isBlank()) {
            builder.endpointOverride(URI.create(settings.endpoint()));
        }
        return builder.build();
    }

    private static AwsCredentialsProvider credentials(PollySettings settings) {
        return settings.accessKeyId().isBlank()
                ? DefaultCredentialsProvider.builder().build()
                : StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(
                                settings.accessKeyId(), settings.secretAccessKey()));
    }
}
