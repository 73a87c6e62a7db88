package app.feedtape.gateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.PlanFact.Rate;
import app.feedtape.test.TestInfrastructure;
import io.lettuce.core.RedisClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What requests that are served in one round of a thread ask of Redis together. */
class RoundTest {

    private static final Pattern SCRIPTS = Pattern.compile("cmdstat_evalsha:calls=(\\d+)");
    private static final Rate FIVE = new Rate(5, 3600);

    /** A serving thread: does nothing until it is told to. */
    private final BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();

    private final Executor thread = work::add;
    private final RedisClient redis = RedisClient.create(TestInfrastructure.redisUrl());
    private final RateLimiter limiter =
            new RateLimiter(
                    new SharedBuckets(
                            new RateLimitSettings(
                                    TestInfrastructure.redisUrl(),
                                    1,
                                    Duration.ofSeconds(5),
                                    Duration.ofMillis(100))),
                    new LocalBuckets(1),
                    Clock.systemUTC(),
                    Duration.ofMillis(100),
                    new SimpleMeterRegistry());

    @BeforeEach
    void shared() throws Exception {
        limiter.start();
        await().until(limiter::isShared);
        // A script that Redis does not know yet is sent once more.
        take("test:" + UUID.randomUUID());
        oneTask().run();
        oneTask().run();
    }

    @AfterEach
    void close() {
        limiter.close();
        redis.shutdown();
    }

    private CompletableFuture<Decision> take(String key) {
        return limiter.take(key, FIVE, thread).toCompletableFuture();
    }

    private Runnable oneTask() throws InterruptedException {
        Runnable task = work.poll(10, TimeUnit.SECONDS);
        assertThat(task).isNotNull();
        return task;
    }

    private long scriptsRun() {
        Matcher calls = SCRIPTS.matcher(redis.connect().sync().info("commandstats"));
        return calls.find() ? Long.parseLong(calls.group(1)) : 0;
    }

    @Test
    void allOfARoundIsOneCallAndEachBucketStaysExact() throws Exception {
        String busy = "test:" + UUID.randomUUID();
        List<CompletableFuture<Decision>> same = new ArrayList<>();
        List<CompletableFuture<Decision>> others = new ArrayList<>();
        long before = scriptsRun();
        for (int call = 0; call < 8; call++) {
            same.add(take(busy));
            others.add(take("test:" + UUID.randomUUID()));
        }
        assertThat(work).hasSize(1);
        oneTask().run();
        Runnable answering = oneTask();
        assertThat(same).noneMatch(CompletableFuture::isDone);
        answering.run();

        assertThat(scriptsRun() - before).isEqualTo(1);
        assertThat(same).filteredOn(it -> it.join().allowed()).hasSize(5);
        assertThat(same.subList(0, 5)).allMatch(it -> it.join().allowed());
        assertThat(others).allMatch(it -> it.join().remaining() == 4);
    }

    @Test
    void whatComesAfterARoundWasSentBelongsToTheNext() throws Exception {
        CompletableFuture<Decision> first = take("test:" + UUID.randomUUID());
        Runnable sending = oneTask();
        sending.run();
        CompletableFuture<Decision> second = take("test:" + UUID.randomUUID());
        oneTask().run();
        oneTask().run();
        await().until(() -> {
            Runnable rest = work.poll();
            if (rest != null) {
                rest.run();
            }
            return first.isDone() && second.isDone();
        });
        assertThat(first.join().allowed()).isTrue();
        assertThat(second.join().allowed()).isTrue();
    }
}
