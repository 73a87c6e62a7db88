package app.feedtape.tts.ledger;

import app.feedtape.localstack.engines.DatabaseBootstrap;
import app.feedtape.localstack.engines.Ports;
import app.feedtape.localstack.engines.PostgresEngine;
import app.feedtape.tts.TtsApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * For {@code benchmarks/run ledger}, which starts this as a process: decisions of the ledger's own
 * code beside pgbench, which sends the same two statements to the same durable PostgreSQL. A line
 * of its output that begins with ROW is a row of the table.
 *
 * <p>No broker is there, so that facts are written and not sent: sending is no part of a decision.
 */
final class LedgerLoad {

    private static final int CONNECTIONS = 10;
    private static final int PAYERS = 1_000;
    private static final int ROUNDS = 5;
    private static final Duration EACH = Duration.ofSeconds(8);
    private static final int CHARACTERS = 100;
    private static final long FAR_AWAY = 4_000_000_000_000L;
    private static final String PASSWORD = "benchmark";

    private final CharacterLedger ledger;
    private final PayerTurns turns;
    private final JdbcClient admin;

    private LedgerLoad(CharacterLedger ledger, PayerTurns turns, JdbcClient admin) {
        this.ledger = ledger;
        this.turns = turns;
        this.admin = admin;
    }

    public static void main(String[] arguments) throws IOException {
        Path data = Files.createTempDirectory("ledger-load");
        PostgresEngine engine = PostgresEngine.start(data, Ports.free(), PASSWORD);
        try {
            Map<String, String> passwords = new HashMap<>();
            DatabaseBootstrap.roles().forEach(role -> passwords.put(role, PASSWORD));
            new DatabaseBootstrap(passwords)
                    .apply(engine.jdbcUrl(""), PostgresEngine.SUPERUSER, PASSWORD);
            try (ConfigurableApplicationContext service = service(engine, data)) {
                JdbcClient admin =
                        JdbcClient.create(
                                new DriverManagerDataSource(
                                        engine.jdbcUrl(DatabaseBootstrap.DATABASE),
                                        PostgresEngine.SUPERUSER,
                                        PASSWORD));
                LedgerLoad load =
                        new LedgerLoad(
                                service.getBean(CharacterLedger.class),
                                service.getBean(PayerTurns.class),
                                admin);
                load.measure(new Pgbench(engine.port(), PASSWORD, data));
            }
        } finally {
            engine.stop();
        }
    }

    private static ConfigurableApplicationContext service(PostgresEngine engine, Path data) {
        return new SpringApplicationBuilder(TtsApplication.class)
                .registerShutdownHook(false)
                .run(
                        "--logging.level.root=OFF",
                        "--spring.main.banner-mode=off",
                        "--PORT=0",
                        "--MANAGEMENT_PORT=0",
                        "--FEEDTAPE_ENVIRONMENT=development",
                        "--FEEDTAPE_SERVICE_SECRET=a-service-secret-of-a-benchmark-0123456789",
                        "--FEEDTAPE_CLOCK_TOPIC=",
                        "--FEEDTAPE_POSTGRES_URL=" + engine.jdbcUrl(DatabaseBootstrap.DATABASE),
                        "--FEEDTAPE_POSTGRES_POOL=" + CONNECTIONS,
                        "--FEEDTAPE_POSTGRES_PASSWORD=" + PASSWORD,
                        "--FEEDTAPE_MIGRATION_PASSWORD=" + PASSWORD,
                        "--FEEDTAPE_AUDIO_DIRECTORY=" + data.resolve("audio"),
                        "--KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:1",
                        "--POLLY_ENDPOINT=http://127.0.0.1:1",
                        "--AWS_ACCESS_KEY_ID=none",
                        "--AWS_SECRET_ACCESS_KEY=none",
                        "--management.otlp.metrics.export.enabled=false");
    }

    private void measure(Pgbench pgbench) throws IOException {
        decide(CONNECTIONS, EACH);
        List<Double> baseline = new ArrayList<>();
        List<Decisions> ours = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            anew();
            baseline.add(pgbench.decisionsPerSecond(CONNECTIONS, EACH));
            anew();
            ours.add(decide(CONNECTIONS, EACH));
        }
        double beside = median(baseline);
        row(
                pgbench.name() + ", hold and commit, each one statement (baseline)",
                beside,
                "",
                "",
                "%d connections, median of %d runs of %d s"
                        .formatted(CONNECTIONS, ROUNDS, EACH.toSeconds()));
        double perSecond = median(ours.stream().map(Decisions::perSecond).toList());
        Decisions last = ours.getLast();
        row(
                "the ledger, hold and commit with its two facts",
                perSecond,
                last.millis(0.5),
                last.millis(0.99),
                "%.0f %% of the baseline; %d connections"
                        .formatted(100 * perSecond / beside, CONNECTIONS));
        atOnce("1,000 listeners at once, each at the last 100 characters of a day", false);
        atOnce("1,000 listeners at once, all of one organization", true);
    }

    /** Each of them wants to hold twice what is left for once, and commits what it got. */
    private void atOnce(String what, boolean together) {
        List<Decisions> all = new ArrayList<>();
        LockWaits waits = new LockWaits(admin);
        try (waits) {
            for (int round = 0; round < ROUNDS; round++) {
                UUID one = UUID.randomUUID();
                List<UUID> payers =
                        IntStream.range(0, PAYERS)
                                .mapToObj(i -> together ? one : UUID.randomUUID())
                                .toList();
                long limit = together ? (long) PAYERS * CHARACTERS : CHARACTERS;
                all.add(Decisions.once(PAYERS, caller -> twice(payers.get(caller), limit)));
                requireExact(payers, together ? limit : CHARACTERS);
            }
        }
        Decisions together2 = Decisions.together(all);
        row(
                what,
                together2.perSecond(),
                together2.millis(0.5),
                together2.millis(0.99),
                "hold, commit, hold again and be refused; %d rounds, exact; %s"
                        .formatted(ROUNDS, waits));
    }

    private void twice(UUID payer, long limit) {
        HoldResult first = hold(payer, limit);
        if (first instanceof HoldResult.Held held) {
            commit(payer, held.holdId());
        }
        hold(payer, limit);
    }

    private void requireExact(List<UUID> payers, long each) {
        Long wrong =
                admin.sql(
                                """
                                select count(*) from tts.character_day
                                where payer_id = any(:payers) and (committed + held <> :each)
                                """)
                        .param("payers", payers.stream().distinct().toArray(UUID[]::new))
                        .param("each", each)
                        .query(Long.class)
                        .single();
        if (wrong != 0) {
            throw new IllegalStateException(wrong + " payers did not get exactly what they had");
        }
    }

    private Decisions decide(int callers, Duration duration) {
        List<UUID> payers = IntStream.range(0, PAYERS).mapToObj(i -> new UUID(0x4000, i)).toList();
        Random random = new Random(20_261_121);
        return Decisions.forAWhile(
                callers,
                duration,
                caller -> {
                    UUID payer = payers.get(random.nextInt(PAYERS));
                    if (hold(payer, FAR_AWAY) instanceof HoldResult.Held held) {
                        commit(payer, held.holdId());
                    }
                });
    }

    private HoldResult hold(UUID payer, long limit) {
        HoldOrder order = new HoldOrder(payer, payer, payer, CHARACTERS, limit);
        return turns.inTransaction(payer, () -> ledger.hold(order));
    }

    private void commit(UUID payer, UUID holdId) {
        byte[] hash = new byte[32];
        new Random(holdId.hashCode()).nextBytes(hash);
        UUID unique = UUID.randomUUID();
        String text = HexFormat.of().formatHex(hash, 0, 16) + unique.toString().replace("-", "");
        Commit commit =
                new Commit(
                        holdId,
                        payer,
                        new SegmentKey(text, "Joanna", "standard", 100),
                        CHARACTERS,
                        "en");
        if (!turns.untilBooked(payer, () -> ledger.tryCommit(commit))) {
            throw new IllegalStateException("A segment of its own was paid before");
        }
    }

    /** The same start for everybody: tables empty, and nothing left to be written. */
    private void anew() {
        admin.sql(
                        """
                        truncate tts.ledger_entry, tts.hold, tts.character_day, tts.paid_segment,
                                 tts.outbox_event
                        """)
                .update();
        admin.sql("checkpoint").update();
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static void row(
            String what, double perSecond, Object median, Object p99, String remark) {
        System.out.printf(
                Locale.ROOT, "ROW\t%s\t%.0f\t%s\t%s\t%s%n", what, perSecond, median, p99, remark);
    }
}
