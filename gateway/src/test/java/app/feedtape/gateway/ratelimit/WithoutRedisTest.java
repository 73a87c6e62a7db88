package app.feedtape.gateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.PlanFact.Rate;
import app.feedtape.gateway.GatewayTest;
import app.feedtape.gateway.ratelimit.Bucket.Taking;
import app.feedtape.test.FeedTapeServiceTest;
import app.feedtape.test.TestInfrastructure;
import app.feedtape.test.TestToken;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** Redis shared, killed, paused and flushed (faults.md G20, G23 to G25); three replicas at most. */
@FeedTapeServiceTest(faults = true)
@TestPropertySource(properties = "feedtape.rate-limit.max-replicas=3")
class WithoutRedisTest extends GatewayTest {

    private static final long HOUR = Duration.ofHours(1).toMillis();

    @Autowired private RateLimiter limiter;
    @Autowired private MeterRegistry meters;

    @BeforeEach
    void shared() {
        TestInfrastructure.redisProxy().forward();
        await().until(limiter::isShared);
    }

    @AfterEach
    void heal() {
        TestInfrastructure.redisProxy().forward();
    }

    private static RateLimiter another() {
        RateLimiter limiter =
                new RateLimiter(
                        new SharedBuckets(
                                new RateLimitSettings(
                                        TestInfrastructure.redisUrl(),
                                        3,
                                        Duration.ofSeconds(5),
                                        Duration.ofMillis(100))),
                        new LocalBuckets(3),
                        Clock.systemUTC(),
                        Duration.ofMillis(100),
                        new SimpleMeterRegistry());
        limiter.start();
        await().until(limiter::isShared);
        return limiter;
    }

    @Test
    void manyInstancesTogetherAllowExactlyTheRate() throws Exception {
        List<RateLimiter> instances = List.of(another(), another(), another());
        Rate rate = new Rate(200, 3600);
        String key = "test:" + UUID.randomUUID();
        List<CompletableFuture<Decision>> calls =
                IntStream.range(0, 600)
                        .mapToObj(call ->
                                instances
                                        .get(call % 3)
                                        .take(key, rate, Runnable::run)
                                        .toCompletableFuture())
                        .toList();
        long allowed = 0;
        for (CompletableFuture<Decision> call : calls) {
            allowed += call.get(10, TimeUnit.SECONDS).allowed() ? 1 : 0;
        }
        assertThat(allowed).isEqualTo(200);
        instances.forEach(RateLimiter::close);
    }

    @Test
    void theScriptReckonsAsTheBucketDoes() throws Exception {
        SharedBuckets shared =
                new SharedBuckets(
                        new RateLimitSettings(
                                TestInfrastructure.redisUrl(),
                                1,
                                Duration.ofSeconds(5),
                                Duration.ofMillis(100)));
        shared.probe().toCompletableFuture().get(5, TimeUnit.SECONDS);
        Random random = new Random(20261120);
        for (int run = 0; run < 30; run++) {
            String key = "test:" + UUID.randomUUID();
            long now = Clock.systemUTC().millis();
            Bucket bucket = null;
            Rate rate = rate(random);
            for (int call = 0; call < 60; call++) {
                now += random.nextInt(-300, 4000);
                if (random.nextInt(20) == 0) {
                    now += random.nextBoolean() ? HOUR : -HOUR;
                }
                if (random.nextInt(20) == 0) {
                    rate = rate(random);
                }
                Taking expected = Bucket.take(bucket, rate, now);
                Taking taken =
                        shared.take(List.of(new SharedBuckets.Call(key, rate)), now)
                                .toCompletableFuture()
                                .get(5, TimeUnit.SECONDS)
                                .getFirst();
                assertThat(taken).isEqualTo(expected);
                // What is refused is not written, so it is not remembered here either.
                bucket = expected.allowed() ? expected.bucket() : bucket;
            }
        }
        shared.close();
    }

    private static Rate rate(Random random) {
        return new Rate(random.nextInt(1, 30), random.nextInt(1, 90));
    }

    @Test
    void withoutRedisEachInstanceEnforcesItsShareAndSaysSo() {
        TestToken token = listener(UUID.randomUUID(), "free");
        TestInfrastructure.redisProxy().cut();
        int allowed = 0;
        for (int call = 0; call < 40; call++) {
            HttpResponse<String> response = get("/api/feeds", token);
            assertThat(response.statusCode()).isIn(200, 429);
            allowed += response.statusCode() == 200 ? 1 : 0;
            assertThat(response.headers().firstValue("X-RateLimit-Limit")).hasValue("20");
        }
        assertThat(allowed).isBetween(20, 22);
        assertThat(meters.get("feedtape.ratelimit.shared").gauge().value()).isZero();
        assertThat(meters.get("feedtape.ratelimit.local.decisions").counter().count())
                .isGreaterThanOrEqualTo(40);

        TestInfrastructure.redisProxy().forward();
        await().atMost(Duration.ofSeconds(5)).until(limiter::isShared);
        assertThat(get("/api/feeds", token).headers().firstValue("X-RateLimit-Limit"))
                .hasValue("60");
    }

    @Test
    void losingRedisGivesNobodyAFreshBucket() {
        TestToken token = listener(UUID.randomUUID(), "free");
        for (int call = 0; call < 65; call++) {
            get("/api/feeds", token);
        }
        TestInfrastructure.redisProxy().cut();
        int allowed = 0;
        for (int call = 0; call < 20; call++) {
            allowed += get("/api/feeds", token).statusCode() == 200 ? 1 : 0;
        }
        assertThat(allowed).isLessThan(5);
    }

    /** Ten an hour, so that nothing flows back meanwhile. */
    @Test
    void whatWasSpentWithoutRedisIsTakenFromTheSharedBucketWhenItIsBack() {
        TestToken token = listener(UUID.randomUUID(), "free");
        assertThat(remaining(export(token))).isEqualTo(9);
        TestInfrastructure.redisProxy().cut();
        int allowed = 0;
        for (int call = 0; call < 8; call++) {
            allowed += export(token).statusCode() == 200 ? 1 : 0;
        }
        assertThat(allowed).isEqualTo(3);

        TestInfrastructure.redisProxy().forward();
        await().atMost(Duration.ofSeconds(30)).until(limiter::isShared);
        assertThat(remaining(export(token))).isEqualTo(10 - 1 - allowed - 1);
    }

    private HttpResponse<String> export(TestToken token) {
        return post("/api/me/export", "{}", token);
    }

    private static long remaining(HttpResponse<String> answer) {
        return answer.headers().firstValueAsLong("X-RateLimit-Remaining").orElseThrow();
    }

    @Test
    void aRedisThatHangsCostsOneBudgetAndNotOnePerCall() {
        TestToken token = listener();
        get("/api/feeds", token);
        TestInfrastructure.redisProxy().stall();
        for (int call = 0; call < 50; call++) {
            assertThat(get("/api/feeds", token).statusCode()).isEqualTo(200);
            // From the first answer on it is not asked any more.
            assertThat(limiter.isShared()).isFalse();
        }
        TestInfrastructure.redisProxy().forward();
        await().atMost(Duration.ofSeconds(5)).until(limiter::isShared);
    }

    @Test
    void aRedisThatForgotEverythingIsTaughtAgain() {
        TestToken token = listener(UUID.randomUUID(), "free");
        RedisClient client = RedisClient.create(TestInfrastructure.redisUrl());
        RedisCommands<String, String> redis = client.connect().sync();
        assertThat(get("/api/feeds", token).statusCode()).isEqualTo(200);
        redis.scriptFlush();
        assertThat(get("/api/feeds", token).statusCode()).isEqualTo(200);
        redis.flushall();
        assertThat(get("/api/feeds", token).headers().firstValue("X-RateLimit-Remaining"))
                .hasValue("59");
        assertThat(limiter.isShared()).isTrue();
        client.shutdown();
    }
}
