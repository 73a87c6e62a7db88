package app.feedtape.test;

import app.feedtape.localstack.engines.DatabaseBootstrap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engines of this test JVM: containers where a Docker engine answers and
 * `feedtape.test.embedded` is not true, else child processes. Each is started on first use,
 * PostgreSQL and Kafka side by side, and ends with the JVM.
 */
public final class TestInfrastructure {
    private static final Logger LOG = LoggerFactory.getLogger(TestInfrastructure.class);
    private static final TestEngines ENGINES = choose();

    private static final Lazy<TestEngines.Broker> KAFKA = new Lazy<>(ENGINES::kafka);
    private static final Lazy<TestEngines.Database> POSTGRES =
            new Lazy<>(TestInfrastructure::bootstrapped);
    private static final Lazy<TestEngines.Cache> REDIS = new Lazy<>(ENGINES::redis);
    private static final Lazy<TcpFaultProxy> POSTGRES_PROXY =
            new Lazy<>(() -> TcpFaultProxy.before(POSTGRES.get().port()));
    private static final Lazy<TcpFaultProxy> REDIS_PROXY =
            new Lazy<>(() -> TcpFaultProxy.before(REDIS.get().port()));

    private TestInfrastructure() {}

    private static TestEngines choose() {
        if (!Boolean.getBoolean("feedtape.test.embedded") && DockerEngine.answers()) {
            LOG.info("Test engines: containers (a Docker engine answers)");
            return new ContainerEngines();
        }
        LOG.info("Test engines: embedded child processes");
        return new EmbeddedEngines();
    }

    private static TestEngines.Database bootstrapped() {
        var database = ENGINES.postgres();
        var passwords =
                DatabaseBootstrap.roles().stream()
                        .collect(Collectors.toMap(role -> role, TestInfrastructure::password));
        new DatabaseBootstrap(passwords)
                .apply(database.server(), database.user(), database.password());
        return database;
    }

    /** A broker that a test may take away and bring back. */
    public static TestEngines.Broker kafka() {
        POSTGRES.begin();
        return KAFKA.get();
    }

    /** JDBC URL of database `feedtape`; the roles are those of {@link DatabaseBootstrap}. */
    public static String postgresUrl() {
        KAFKA.begin();
        return POSTGRES.get().server() + DatabaseBootstrap.DATABASE;
    }

    /** The same database as its administrator, for looking behind a service's back. */
    public static TestEngines.Database postgres() {
        return POSTGRES.get();
    }

    public static String password(String role) {
        return "password-of-" + role;
    }

    public static String redisUrl() {
        return "redis://:%s@127.0.0.1:%d".formatted(REDIS.get().password(), REDIS.get().port());
    }

    /** What stands between PostgreSQL and a service under `@FeedTapeServiceTest(faults = true)`. */
    public static TcpFaultProxy postgresProxy() {
        return POSTGRES_PROXY.get();
    }

    /** What stands between Redis and a service under `@FeedTapeServiceTest(faults = true)`. */
    public static TcpFaultProxy redisProxy() {
        return REDIS_PROXY.get();
    }

    static String postgresBehindProxy() {
        return "jdbc:postgresql://127.0.0.1:%d/%s"
                .formatted(POSTGRES_PROXY.get().port(), DatabaseBootstrap.DATABASE);
    }

    static String redisBehindProxy() {
        return "redis://:%s@127.0.0.1:%d"
                .formatted(REDIS.get().password(), REDIS_PROXY.get().port());
    }

    /** A value made once, and early where somebody knows that it will be needed. */
    private static final class Lazy<T> {
        private final CompletableFuture<T> value = new CompletableFuture<>();
        private final Supplier<T> supplier;
        private boolean begun;

        Lazy(Supplier<T> supplier) {
            this.supplier = supplier;
        }

        synchronized void begin() {
            if (!begun) {
                begun = true;
                value.completeAsync(supplier, task -> Thread.ofPlatform().daemon().start(task));
            }
        }

        T get() {
            begin();
            return value.join();
        }
    }
}
