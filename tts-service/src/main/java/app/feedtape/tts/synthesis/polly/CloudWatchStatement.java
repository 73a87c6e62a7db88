package app.feedtape.tts.synthesis.polly;

import app.feedtape.tts.ledger.ProviderStatement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsRequest;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;

/**
 * Amazon's count of what it charges: metric RequestCharacters of operation SynthesizeSpeech, which
 * is kept for the AWS account and region as a whole. Whatever else speaks there is in it too.
 */
@Component
class CloudWatchStatement implements ProviderStatement {

    private static final int DAY = (int) Duration.ofDays(1).toSeconds();

    private final CloudWatchAsyncClient cloudWatch;

    CloudWatchStatement(@Lazy CloudWatchAsyncClient cloudWatch) {
        this.cloudWatch = cloudWatch;
    }

    @Override
    public Map<LocalDate, Long> charged(LocalDate from, LocalDate to) {
        GetMetricStatisticsRequest request =
                GetMetricStatisticsRequest.builder()
                        .namespace("AWS/Polly")
                        .metricName("RequestCharacters")
                        .dimensions(
                                Dimension.builder()
                                        .name("Operation")
                                        .value("SynthesizeSpeech")
                                        .build())
                        .startTime(from.atStartOfDay(ZoneOffset.UTC).toInstant())
                        .endTime(to.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant())
                        .period(DAY)
                        .statistics(Statistic.SUM)
                        .build();
        try {
            return cloudWatch.getMetricStatistics(request).join().datapoints().stream()
                    .collect(
                            Collectors.toMap(
                                    point -> LocalDate.ofInstant(point.timestamp(), ZoneOffset.UTC),
                                    CloudWatchStatement::characters,
                                    Long::sum));
        } catch (CompletionException failure) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            throw new Unavailable(String.valueOf(cause.getMessage()), cause);
        }
    }

    private static long characters(Datapoint point) {
        return Math.round(point.sum());
    }
}
