package app.feedtape.benchmarks;

import app.feedtape.benchmarks.Load.Result;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A store that tells a great deal at once: five hundred events a second for thirty seconds, and
 * what others feel of it meanwhile. Calls begin when they are due, whether or not earlier ones have
 * been answered, and are timed from then.
 */
final class WebhookStorm {

    private static final int PAYING = 60;
    private static final int EVENTS_PER_SECOND = 500;
    private static final int READS_PER_SECOND = 20;
    private static final Duration STORM = Duration.ofSeconds(30);
    private static final Duration QUIET = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int CHANGES = 30;
    private static final int EVENTS_BESIDE_CHANGES = 100;

    private final Stack stack;
    private final Client client;
    private final StripeSender stripe;
    private final List<Subscriber> paying = new ArrayList<>();

    private WebhookStorm(Stack stack) {
        this.stack = stack;
        this.client = new Client(stack.gateway());
        this.stripe = new StripeSender(client, stack.secret("stripe-webhook"), Clock.systemUTC());
    }

    /** Somebody who has paid, and Stripe's id of what for. */
    private record Subscriber(String token, String subscription) {}

    static void measure(Stack stack, Report report) throws SQLException {
        WebhookStorm storm = new WebhookStorm(stack);
        for (int number = 0; number < PAYING; number++) {
            storm.paying.add(storm.subscriber());
        }
        storm.reads(Duration.ofSeconds(5));
        Result quiet = storm.reads(QUIET);
        report.add("GET /api/subscription/me, 20 a second (baseline)", quiet, "nothing else");
        storm.storm(report);
        storm.changes(report);
    }

    private Subscriber subscriber() {
        String token = client.signIn().access();
        Buyer.buy(client, token);
        Buyer.awaitTier(client, token, "pro");
        return new Subscriber(
                token,
                Buyer.subscriptionOf(
                        new Client(stack.world()), stack.secret("stripe-api-key"), token));
    }

    private Result reads(Duration duration) {
        return Load.atRate(
                READS_PER_SECOND,
                duration,
                number ->
                        client.get(
                                        "/api/subscription/me",
                                        paying.get(number % paying.size()).token())
                                .statusCode());
    }

    private void storm(Report report) throws SQLException {
        UUID name = UUID.randomUUID();
        CompletableFuture<Result> beside = CompletableFuture.supplyAsync(() -> reads(STORM));
        long begun = System.nanoTime();
        Result answered = events(EVENTS_PER_SECOND, STORM, name);
        report.add("webhooks, 500 a second for 30 s", answered, "goal: p99 300 ms");
        report.add("GET /api/subscription/me meanwhile", beside.join(), "goal: p99 1.5 times");
        int sent = answered.latencies().count();
        long applied = awaitApplied(name, sent);
        report.addFigure(
                "all of them applied",
                "%d of %d, %.1f s after the last was sent; goal 60 s"
                        .formatted(
                                applied,
                                sent,
                                (System.nanoTime() - begun) / 1e9 - answered.seconds()));
    }

    private Result events(int perSecond, Duration duration, UUID name) {
        return Load.atRate(
                perSecond,
                duration,
                number ->
                        stripe.send(
                                "evt_%s_%d".formatted(name, number),
                                paying.get(number % paying.size()).subscription()));
    }

    private long awaitApplied(UUID name, long all) throws SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (Connection billing = stack.database("billing");
                PreparedStatement count =
                        billing.prepareStatement(
                                "select count(*) from billing.webhook_delivery where state = 'applied' and event_id like ?")) {
            count.setString(1, "evt_" + name + "_%");
            while (true) {
                try (ResultSet row = count.executeQuery()) {
                    row.next();
                    long applied = row.getLong(1);
                    if (applied >= all || System.nanoTime() > deadline) {
                        return applied;
                    }
                }
            }
        }
    }

    /** From the moment the money is Stripe's to the first answer that knows of it, old token. */
    private void changes(Report report) {
        AtomicReference<Result> beside = new AtomicReference<>();
        CompletableFuture<Void> load =
                CompletableFuture.runAsync(() ->
                        beside.set(
                                events(
                                        EVENTS_BESIDE_CHANGES,
                                        STORM.multipliedBy(2),
                                        UUID.randomUUID())));
        ConcurrentLinkedQueue<Long> felt = new ConcurrentLinkedQueue<>();
        for (int number = 0; number < CHANGES && !load.isDone(); number++) {
            String token = client.signIn().access();
            Buyer.awaitTier(client, token, "free");
            String page = Buyer.checkout(client, token);
            long paid = Buyer.pay(page);
            Buyer.awaitTier(client, token, "pro");
            felt.add(System.nanoTime() - paid);
        }
        load.join();
        report.addMillis(
                "a purchase felt with the old token, beside 100 webhooks a second",
                Latencies.of(felt),
                "%d purchases; Stripe's own notice included; goal: p99 1000 ms"
                        .formatted(felt.size()));
    }
}
