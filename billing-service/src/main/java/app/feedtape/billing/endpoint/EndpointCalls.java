package app.feedtape.billing.endpoint;

import app.feedtape.web.outside.GuardedNames.ForbiddenAddress;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says one event to one receiver. Ends after its patience whatever the receiver does, reads no more
 * than the beginning of the answer, follows nothing.
 */
final class EndpointCalls implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EndpointCalls.class);
    private static final int ANSWER_BYTES = 4 * 1024;
    private static final int EXCERPT_CHARACTERS = 1_000;

    private final CloseableHttpClient http;
    private final Duration patience;
    private final ScheduledExecutorService deadlines =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("webhook-deadline").factory());

    EndpointCalls(CloseableHttpClient http, Duration patience) {
        this.http = http;
        this.patience = patience;
    }

    /** Tries once; never throws for what a receiver may do. */
    Attempt post(String url, Map<String, String> headers, String body) {
        long start = System.nanoTime();
        HttpPost request = new HttpPost(url);
        headers.forEach(request::setHeader);
        request.setEntity(new StringEntity(body, ContentType.APPLICATION_JSON));
        AtomicBoolean ended = new AtomicBoolean();
        Future<?> alarm =
                deadlines.schedule(
                        () -> {
                            ended.set(true);
                            request.cancel();
                        },
                        patience.toMillis(),
                        TimeUnit.MILLISECONDS);
        try {
            return ask(request, start);
        } catch (IOException | RuntimeException failure) {
            return Attempt.failed(since(start), ended.get() ? "timed_out" : problem(failure));
        } finally {
            alarm.cancel(false);
        }
    }

    private Attempt ask(HttpPost request, long start) throws IOException {
        ClassicHttpResponse response = http.executeOpen(null, request, null);
        try {
            return new Attempt(
                    since(start),
                    response.getCode(),
                    response.getCode() / 100 == 3 ? "redirected" : null,
                    excerpt(response),
                    RetryAfter.read(header(response, "Retry-After"), header(response, "Date")));
        } finally {
            // Before the response closes, which would read an endless rest.
            request.cancel();
            close(response);
        }
    }

    /** What is left of an answer that was read far enough says nothing of it. */
    private static void close(ClassicHttpResponse response) {
        try {
            response.close();
        } catch (IOException cutOff) {
            LOG.debug("An answer was cut off: {}", cutOff.toString());
        }
    }

    private static @Nullable String excerpt(ClassicHttpResponse response) throws IOException {
        if (response.getEntity() == null) {
            return null;
        }
        byte[] beginning = response.getEntity().getContent().readNBytes(ANSWER_BYTES);
        String text =
                new String(beginning, StandardCharsets.UTF_8)
                        .replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "\uFFFD");
        int end = Math.min(text.length(), EXCERPT_CHARACTERS);
        boolean cutsPair = end > 0 && Character.isHighSurrogate(text.charAt(end - 1));
        return text.substring(0, cutsPair ? end - 1 : end);
    }

    private static @Nullable String header(ClassicHttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static String problem(Exception failure) {
        return switch (failure) {
            case ForbiddenAddress forbidden -> "address_refused";
            case UnknownHostException unknown -> "name_not_found";
            case ConnectTimeoutException slow -> "connection_failed";
            case InterruptedIOException slow -> "timed_out";
            case SSLException distrusted -> "tls_failed";
            default -> "connection_failed";
        };
    }

    @Override
    public void close() {
        deadlines.shutdownNow();
        try {
            http.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
