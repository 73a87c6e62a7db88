package app.feedtape.tts.synthesis.polly;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClientBuilder;
import software.amazon.awssdk.services.polly.PollyAsyncClient;
import software.amazon.awssdk.services.polly.PollyAsyncClientBuilder;

/** The clients of Amazon Polly and of its figures; building one takes seconds. */
@Configuration(proxyBeanMethods = false)
class PollyConfiguration {

    private static final int CONNECTIONS = 90;

    /** With the SDK's own three tries and their pauses. */
    private static final Duration STATEMENT_WITHIN = Duration.ofSeconds(15);

    /**
     * @param endpoint empty for AWS's own
     * @param statementEndpoint of CloudWatch; empty for AWS's own
     * @param accessKeyId empty for the machine's own role
     */
    @ConfigurationProperties("feedtape.tts.polly")
    record PollySettings(
            String endpoint,
            String statementEndpoint,
            String region,
            String accessKeyId,
            String secretAccessKey) {}

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

    /** Asked by an operator now and then: made at the first question. */
    @Bean(destroyMethod = "close")
    @Lazy
    CloudWatchAsyncClient cloudWatchClient(PollySettings settings) {
        CloudWatchAsyncClientBuilder builder =
                CloudWatchAsyncClient.builder()
                        .region(Region.of(settings.region()))
                        .credentialsProvider(credentials(settings))
                        .httpClientBuilder(
                                NettyNioAsyncHttpClient.builder()
                                        .protocol(Protocol.HTTP1_1)
                                        .connectionTimeout(Duration.ofSeconds(2)))
                        .overrideConfiguration(it ->
                                it.apiCallTimeout(STATEMENT_WITHIN)
                                        .apiCallAttemptTimeout(STATEMENT_WITHIN.dividedBy(3)));
        if (!settings.statementEndpoint().isBlank()) {
            builder.endpointOverride(URI.create(settings.statementEndpoint()));
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
