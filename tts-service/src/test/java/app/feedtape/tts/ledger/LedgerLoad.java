package app.feedtape.tts.ledger;

import app.feedtape.localstack.engines.DatabaseBootstrap;
import app.feedtape.localstack.engines.Ports;
import app.feedtape.localstack.engines.PostgresEngine;
import app.feedtape.test.TestIdentity;
import app.feedtape.tts.TtsApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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

    static final int HOLD_AND_COMMIT = 2;

    private static final int HOLD_COMMIT_AND_BE_REFUSED = 3;
    private static final int CONNECTIONS = 10;
    private static final int PAYERS = 1_000;
    private static final int ROUNDS = 5;
    private static final Duration EACH = Duration.ofSeconds(8);

    /** Until then the virtual machine compiles beside the work; pgbench is compiled already. */
    private static final Duration WARM_UP = Duration.ofSeconds(90);

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
                load.measure(baseline(service, engine, data));
            }
        } finally {
            engine.stop();
        }
    }

    private static Baseline baseline(
            ConfigurableApplicationContext service, PostgresEngine engine, Path data)
            throws IOException {
        if (Pgbench.isThere()) {
            return new Pgbench(engine.port(), PASSWORD, data);
        }
        System.err.println("pgbench is not on the PATH: the baseline is the same by JDBC.");
        return new PlainStatements(
                service.getBean(HoldStatement.class), service.getBean(CommitStatement.class));
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
                        "--FEEDTAPE_DECISION_SECRET=" + TestIdentity.DECISION_SECRET,
                        "--FEEDTAPE_CLOCK_TOPIC=",
                        "--FEEDTAPE_POSTGRES_URL=" + engine.jdbcUrl(DatabaseBootstrap.DATABASE),
                        "--FEEDTAPE_POSTGRES_POOL=" + CONNECTIONS,
                        // A thousand at once wait for one of ten for longer than a request would.
                        "--spring.datasource.hikari.connection-timeout=30000",
                        "--FEEDTAPE_POSTGRES_PASSWORD=" + PASSWORD,
                        "--FEEDTAPE_MIGRATION_PASSWORD=" + PASSWORD,
                        "--FEEDTAPE_AUDIO_DIRECTORY=" + data.resolve("audio"),
                        "--KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:1",
                        "--POLLY_ENDPOINT=http://127.0.0.1:1",
                        "--AWS_ACCESS_KEY_ID=none",
                        "--AWS_SECRET_ACCESS_KEY=none",
                        "--management.otlp.metrics.export.enabled=false");
    }

    private void measure(Baseline plain) throws IOException {
        decide(CONNECTIONS, WARM_UP);
        List<Double> baseline = new ArrayList<>();
        List<Decisions> ours = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            anew();
            baseline.add(plain.decisionsPerSecond(CONNECTIONS, EACH));
            anew();
            ours.add(decide(CONNECTIONS, EACH));
        }
        double beside = median(baseline);
        row(
                plain.name() + ", hold and commit, each one statement (baseline)",
                beside,
                "",
                "",
                "%d connections, median of %d runs of %d s"
                        .formatted(CONNECTIONS, ROUNDS, EACH.toSeconds()));
        double perSecond =
                median(ours.stream().map(one -> one.perSecond(HOLD_AND_COMMIT)).toList());
        Decisions all = Decisions.together(ours);
        row(
                "the ledger, hold and commit with its two facts",
                perSecond,
                all.millis(0.5),
                all.millis(0.99),
                "%.0f %% of the baseline; times are of a hold and its commit together"
                        .formatted(100 * perSecond / beside));
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
        Decisions rounds = Decisions.together(all);
        row(
                what,
                rounds.perSecond(HOLD_COMMIT_AND_BE_REFUSED),
                rounds.millis(0.5),
                rounds.millis(0.99),
                "hold, commit, hold again and be refused; %d rounds, exact; %s"
                        .formatted(ROUNDS, waits));
    }

    private void twice(UUID payer, long limit) {
        HoldOrder order = new HoldOrder(payer, payer, payer, CHARACTERS, limit);
        if (hold(order) instanceof HoldResult.Held held) {
            pay(payer, held.holdId());
        }
        hold(order);
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
        Random random = new Random(20_261_121);
        return Decisions.forAWhile(
                callers,
                duration,
                caller -> {
                    UUID payer = payer(random);
                    if (hold(order(payer)) instanceof HoldResult.Held held) {
                        pay(payer, held.holdId());
                    }
                });
    }

    /** One of a thousand, so that they seldom wait for each other. */
    static UUID payer(Random random) {
        return new UUID(0x4000, random.nextInt(PAYERS));
    }

    static HoldOrder order(UUID payer) {
        return new HoldOrder(payer, payer, payer, CHARACTERS, FAR_AWAY);
    }

    /** Of a segment that nobody paid before. */
    static Commit commit(UUID holdId, UUID payer) {
        String unique = UUID.randomUUID().toString().replace("-", "");
        SegmentKey segment = new SegmentKey(unique + unique, "Joanna", "standard", 100);
        return new Commit(holdId, payer, segment, CHARACTERS, "en");
    }

    private HoldResult hold(HoldOrder order) {
        return turns.inTransaction(order.payerId(), () -> ledger.hold(order));
    }

    private void pay(UUID payer, UUID holdId) {
        Commit commit = commit(holdId, payer);
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
