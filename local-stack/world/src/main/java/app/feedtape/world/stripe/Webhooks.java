package app.feedtape.world.stripe;

import app.feedtape.world.WorldSettings.StripeAccount;
import app.feedtape.world.web.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Posts events, each on its own: neither order nor uniqueness is promised, as with the real ones.
 * What is not answered with 2xx is sent again after 0.5 s, 1 s, 2 s, ... at most a minute apart,
 * freshly signed, up to 200 times; what was still due when this process ended is sent after the
 * next start.
 */
final class Webhooks implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
    private static final int MOST_ATTEMPTS = 200;
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 60_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final StripeAccount account;
    private final Books books;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final AtomicReference<@Nullable CountDownLatch> held = new AtomicReference<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    Webhooks(StripeAccount account, Books books) {
        this.account = account;
        this.books = books;
    }

    /** From now on everything waits for {@link #release}. */
    void hold() {
        held.set(new CountDownLatch(1));
    }

    /** Lets go what was held back; says whether anything was. */
    boolean release() {
        CountDownLatch latch = held.getAndSet(null);
        if (latch != null) {
            latch.countDown();
        }
        return latch != null;
    }

    private void awaitRelease() throws InterruptedException {
        CountDownLatch latch = held.get();
        if (latch != null) {
            latch.await();
        }
    }

    boolean listening() {
        return account.webhookUrl().isPresent();
    }

    void resume() {
        books.with(() -> books.list("event", event -> event.path("pending_webhooks").asInt() > 0))
                .reversed()
                .forEach(this::deliver);
    }

    void deliver(ObjectNode event) {
        account.webhookUrl().ifPresent(url -> threads.execute(() -> deliverUntilTaken(event, url)));
    }

    private void deliverUntilTaken(ObjectNode event, URI url) {
        try {
            for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
                awaitRelease();
                String outcome = post(event, url);
                boolean taken = outcome.startsWith("2");
                note(event, outcome, taken);
                if (taken) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(
                        Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempt, 7)));
            }
            LOG.warn("Gave up sending {} to {}", event.path("id").asString(), url);
        } catch (InterruptedException stopped) {
            // The event stays pending in the books and is sent after the next start.
            Thread.currentThread().interrupt();
        }
    }

    /** The status answered, or why there was none. */
    private String post(ObjectNode event, URI url) throws InterruptedException {
        String body =
                books.with(() ->
                        Json.MAPPER
                                .writerWithDefaultPrettyPrinter()
                                .writeValueAsString(Books.shown(event)));
        HttpRequest request =
                HttpRequest.newBuilder(url)
                        .timeout(PATIENCE)
                        .header("Content-Type", "application/json; charset=utf-8")
                        .header("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)")
                        .header("Stripe-Signature", signature(body, books.now()))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        try {
            return Integer.toString(
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
        } catch (IOException unanswered) {
            return unanswered.getClass().getSimpleName();
        }
    }

    private String signature(String body, long now) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(
                    new SecretKeySpec(
                            account.webhookSecret().getBytes(StandardCharsets.UTF_8),
                            "HmacSHA256"));
            byte[] signed = mac.doFinal((now + "." + body).getBytes(StandardCharsets.UTF_8));
            return "t=" + now + ",v1=" + HexFormat.of().formatHex(signed);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void note(ObjectNode event, String outcome, boolean taken) {
        books.with(() -> {
            event.put("_attempts", event.path("_attempts").asInt() + 1).put("_outcome", outcome);
            if (taken) {
                event.put("pending_webhooks", 0);
            }
            books.touch();
            return event;
        });
    }

    /** Waits for those under way to notice, so that nothing writes to the books afterwards. */
    @Override
    public void close() {
        threads.shutdownNow();
        client.shutdownNow();
        threads.close();
    }
}
