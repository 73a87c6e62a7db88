package app.feedtape.billing.webhook;

import app.feedtape.billing.webhook.WebhookDeliveries.Arrival;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.request.RequestContext;
import app.feedtape.web.time.TimeOrderedIds;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The door of the stores. What comes at the same time is kept by one statement and one commit, on a
 * connection that nobody else uses; only so many wait for that, and who is one too many is refused
 * at once, because stores send again (docs/decisions/0093).
 */
@Component
class WebhookIntake implements SmartLifecycle, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookIntake.class);
    private static final int MOST_WAITING = 256;
    private static final int MOST_TOGETHER = 128;
    private static final int CONNECTIONS = 1;

    /** While they come one after another: so seldom at most is something kept. */
    private static final Duration GATHERING = Duration.ofMillis(20);

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final HikariDataSource connections = new HikariDataSource();
    private final WebhookDeliveries deliveries;
    private final WebhookApplication application;
    private volatile boolean running;
    private @Nullable Thread thread;

    WebhookIntake(DataSource shared, TimeOrderedIds ids, WebhookApplication application)
            throws SQLException {
        shared.unwrap(HikariDataSource.class).copyStateTo(connections);
        connections.setPoolName("webhooks");
        connections.setMaximumPoolSize(CONNECTIONS);
        connections.setMinimumIdle(CONNECTIONS);
        this.deliveries = new WebhookDeliveries(JdbcClient.create(connections), ids);
        this.application = application;
    }

    private record Waiting(Arrival arrival, CompletableFuture<Void> kept) {}

    /**
     * Returns when it is kept, and sees to it that it is applied. 503 when too many are waiting or
     * the database does not answer: the store sends again.
     */
    void keep(StoreNotice notice) {
        Arrival arrival = new Arrival(notice, RequestContext.current().requestId());
        Waiting mine = new Waiting(arrival, new CompletableFuture<>());
        if (!waiting.offer(mine)) {
            throw busy();
        }
        try {
            mine.kept.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof DataAccessException away) {
                throw away;
            }
            throw busy().causedBy(failure);
        }
    }

    private static Refusal busy() {
        return ErrorCode.UPSTREAM_UNAVAILABLE
                .because("Too many notifications are on their way. Please send this one again.")
                .withHeader("Retry-After", "2");
    }

    private void run() {
        while (running) {
            try {
                Waiting first = waiting.poll(1, TimeUnit.SECONDS);
                if (first != null && keepWith(first) > 1) {
                    Thread.sleep(GATHERING);
                }
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Gives how many there were. */
    private int keepWith(Waiting first) {
        List<Waiting> together = new ArrayList<>();
        together.add(first);
        waiting.drainTo(together, MOST_TOGETHER - 1);
        // Whoever was answered already comes again.
        together.removeIf(one -> one.kept.isDone());
        if (!together.isEmpty()) {
            keepAll(together);
            application.nudge();
        }
        return together.size();
    }

    private void keepAll(List<Waiting> together) {
        try {
            deliveries.keep(together.stream().map(Waiting::arrival).toList());
            together.forEach(one -> one.kept.complete(null));
        } catch (DataIntegrityViolationException oneOfThem) {
            if (together.size() == 1) {
                together.getFirst().kept.completeExceptionally(oneOfThem);
            } else {
                // What the database does not take is not the others' fault.
                together.forEach(one -> keepAll(List.of(one)));
            }
        } catch (RuntimeException failure) {
            LOG.warn("{} notifications could not be kept: {}", together.size(), failure.toString());
            together.forEach(one -> one.kept.completeExceptionally(failure));
        }
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().daemon().name("webhook-intake").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        Thread stopping = thread;
        if (stopping != null) {
            stopping.interrupt();
        }
    }

    /** Not when it is stopped: what is stopped may be started again. */
    @Override
    public void destroy() {
        connections.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the web server begins, after its last request has ended. */
    @Override
    public int getPhase() {
        return 0;
    }
}
