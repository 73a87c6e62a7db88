package app.feedtape.benchmarks;

import app.feedtape.benchmarks.Load.Result;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * A store that tells a great deal at once: five hundred events a second for thirty seconds, and
 * what others feel of it meanwhile. Calls begin when they are due, whether or not earlier ones have
 * been answered, and are timed from then.
 */
final class WebhookStorm {

    private static final int PAYING = 60;
    private static final int BUYERS = 2;
    private static final int EVENTS_PER_SECOND = 500;
    private static final int READS_PER_SECOND = 20;
    private static final int READS_BEFORE_IT_COUNTS = 100;
    private static final int MOST_ROUNDS = 5;
    private static final double STILL_CHEAPER = 0.95;
    private static final Duration STORM = seconds("BENCHMARK_SECONDS", 30);
    private static final Duration QUIET = seconds("BENCHMARK_QUIET", 15);
    private static final Duration WARM_UP = seconds("BENCHMARK_WARM_UP", 20);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CHANGES = 30;
    private static final int EVENTS_BESIDE_CHANGES = 100;

    private final Stack stack;
    private final Report report;
    private final Client client;
    private final KeptConnections connections;
    private final StripeSender stripe;
    private final List<Subscriber> paying;

    private WebhookStorm(Stack stack, Report report) {
        this.stack = stack;
        this.report = report;
        this.client = new Client(stack.gateway());
        this.connections = new KeptConnections(stack.gateway().getPort());
        this.stripe =
                new StripeSender(connections, stack.secret("stripe-webhook"), Clock.systemUTC());
        this.paying = subscribers();
    }

    /** Somebody who has paid, and Stripe's id of what for. */
    private record Subscriber(String token, String subscription) {}

    static void measure(Stack stack, Report report) throws SQLException {
        WebhookStorm storm = new WebhookStorm(stack, report);
        storm.warmUp();
        CpuTimes before = stack.cpu();
        Result quiet = storm.reads(READS_PER_SECOND, QUIET);
        CpuTimes taken = stack.cpu().since(before);
        report.add("GET /api/subscription/me, 20 a second (baseline)", quiet, "nothing else");
        report.addFigure("CPU meanwhile, ms a second", taken.perRequest((int) QUIET.toSeconds()));
        storm.storm(quiet);
        storm.changes();
        storm.connections.close();
    }

    /** Shorter for who only compares; what is published takes the usual. */
    private static Duration seconds(String setting, int usual) {
        String given = System.getenv(setting);
        return Duration.ofSeconds(given == null ? usual : Integer.parseInt(given));
    }

    private List<Subscriber> subscribers() {
        List<String> tokens = new CopyOnWriteArrayList<>();
        Load.once(
                BUYERS,
                caller -> {
                    for (int number = caller; number < PAYING; number += BUYERS) {
                        String token = client.signIn().access();
                        Buyer.buy(client, token);
                        Buyer.awaitTier(client, token, "pro");
                        tokens.add(token);
                    }
                    return 200;
                });
        Map<String, String> subscriptions =
                Buyer.subscriptions(new Client(stack.world()), stack.secret("stripe-api-key"));
        return tokens.stream()
                .map(token ->
                        new Subscriber(
                                token,
                                Objects.requireNonNull(subscriptions.get(Buyer.accountOf(token)))))
                .toList();
    }

    /**
     * Until a webhook does not become cheaper any more: a service that has run for a while is what
     * is meant, and the compilers of a new one take more than the webhooks do.
     */
    private void warmUp() throws SQLException {
        beforeItCounts(EVENTS_PER_SECOND / 5);
        double before = Double.MAX_VALUE;
        double cost = beforeItCounts(EVENTS_PER_SECOND);
        for (int round = 1; round < MOST_ROUNDS && cost < STILL_CHEAPER * before; round++) {
            before = cost;
            cost = beforeItCounts(EVENTS_PER_SECOND);
        }
    }

    /** Gives the processors' seconds for each webhook. */
    private double beforeItCounts(int perSecond) throws SQLException {
        UUID name = UUID.randomUUID();
        CpuTimes before = stack.cpu();
        CompletableFuture<Result> beside =
                CompletableFuture.supplyAsync(() -> reads(READS_BEFORE_IT_COUNTS, WARM_UP));
        Result sent = events(perSecond, WARM_UP, name);
        CpuTimes taken = stack.cpu().since(before);
        beside.join();
        awaitApplied(name, answered(sent));
        return taken.total() / sent.latencies().count();
    }

    private Result reads(int perSecond, Duration duration) {
        return Load.atRate(
                perSecond,
                duration,
                number ->
                        connections.send(
                                """
                                GET /api/subscription/me HTTP/1.1\r
                                Host: localhost\r
                                Authorization: Bearer %s\r
                                \r
                                """
                                        .formatted(paying.get(number % paying.size()).token())));
    }

    private void storm(Result quiet) throws SQLException {
        UUID name = UUID.randomUUID();
        CpuTimes before = stack.cpu();
        CompletableFuture<Result> beside =
                CompletableFuture.supplyAsync(() -> reads(READS_PER_SECOND, STORM));
        long begun = System.nanoTime();
        Result answered = events(EVENTS_PER_SECOND, STORM, name);
        CpuTimes taken = stack.cpu().since(before);
        report.add("webhooks, 500 a second for 30 s", answered, "goal: p99 300 ms");
        Result reads = beside.join();
        report.add(
                "GET /api/subscription/me meanwhile",
                reads,
                "%.1f times; goal: p99 1.5 times"
                        .formatted(
                                reads.latencies().millis(0.99) / quiet.latencies().millis(0.99)));
        report.addFigure("CPU, ms for each webhook", cpu(taken, answered.latencies().count()));
        int kept = answered(answered);
        long applied = awaitApplied(name, kept);
        report.addFigure(
                "all that was answered with 200 applied",
                "%d of %d, %.1f s after the last was sent; goal 60 s"
                        .formatted(
                                applied,
                                kept,
                                (System.nanoTime() - begun) / 1e9 - answered.seconds()));
    }

    private static String cpu(CpuTimes taken, int requests) {
        return "%.2f in all: %s"
                .formatted(taken.total() * 1_000 / requests, taken.perRequest(requests));
    }

    private static int answered(Result result) {
        return result.statuses().getOrDefault(200, 0);
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
                LockSupport.parkNanos(200_000_000);
            }
        }
    }

    /** From the moment the money is Stripe's to the first answer that knows of it, old token. */
    private void changes() {
        CompletableFuture<Void> load =
                CompletableFuture.runAsync(() ->
                        events(EVENTS_BESIDE_CHANGES, STORM.plusSeconds(10), UUID.randomUUID()));
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
