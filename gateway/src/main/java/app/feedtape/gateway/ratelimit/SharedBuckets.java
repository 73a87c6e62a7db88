package app.feedtape.gateway.ratelimit;

import app.feedtape.events.PlanFact.Rate;
import app.feedtape.gateway.ratelimit.Bucket.Taking;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The buckets all instances share, in Redis. Every call ends within its budget, with an answer or
 * with a failure; nothing waits for a connection and nothing is queued for one.
 */
final class SharedBuckets implements AutoCloseable {

    private static final String SCRIPT = script();

    private final RedisURI address;
    private final Duration callBudget;
    private final ClientResources resources;
    private final RedisClient client;
    private final String digest;
    private volatile @Nullable StatefulRedisConnection<String, String> connection;

    SharedBuckets(RateLimitSettings settings) {
        this.callBudget = settings.callBudget();
        this.address = RedisURI.create(settings.redisUrl());
        this.address.setTimeout(callBudget);
        this.resources =
                ClientResources.builder()
                        .reconnectDelay(Delay.constant(settings.probeEvery()))
                        .build();
        this.client = RedisClient.create(resources, address);
        this.client.setOptions(
                ClientOptions.builder()
                        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                        .socketOptions(
                                SocketOptions.builder()
                                        .connectTimeout(Duration.ofSeconds(1))
                                        .build())
                        .timeoutOptions(TimeoutOptions.enabled(callBudget))
                        .requestQueueSize(10_000)
                        .build());
        this.digest = io.lettuce.core.codec.Base16.digest(SCRIPT.getBytes(StandardCharsets.UTF_8));
    }

    /** One call against a bucket; fails when Redis does not answer in time. */
    CompletionStage<Taking> take(String key, Rate rate, long nowMillis) {
        StatefulRedisConnection<String, String> open = connection;
        if (open == null) {
            return CompletableFuture.failedFuture(new IllegalStateException("not connected"));
        }
        long window = (long) rate.windowSeconds() * 1000;
        String[] keys = {key};
        String[] arguments = {
            Long.toString(nowMillis), Integer.toString(rate.requests()), Long.toString(window)
        };
        try {
            return run(open.async(), keys, arguments).thenApply(answer -> read(answer, window));
        } catch (RuntimeException notSent) {
            return CompletableFuture.failedFuture(notSent);
        }
    }

    private CompletionStage<List<Long>> run(
            RedisAsyncCommands<String, String> commands, String[] keys, String[] arguments) {
        return commands.<List<Long>>evalsha(digest, ScriptOutputType.MULTI, keys, arguments)
                .exceptionallyCompose(failure ->
                        isUnknownScript(failure)
                                ? commands.eval(SCRIPT, ScriptOutputType.MULTI, keys, arguments)
                                : CompletableFuture.failedStage(failure));
    }

    /** A Redis that was restarted or told to forget its scripts: it learns them by the call. */
    private static boolean isUnknownScript(Throwable failure) {
        return failure instanceof RedisNoScriptException
                || failure instanceof CompletionException wrapped
                        && wrapped.getCause() instanceof RedisNoScriptException;
    }

    private static Taking read(List<Long> answer, long window) {
        return new Taking(answer.get(0) == 1, new Bucket(answer.get(1), answer.get(2), window));
    }

    /** Connects when there is no connection yet, and asks whether Redis answers. */
    CompletionStage<Void> probe() {
        StatefulRedisConnection<String, String> open = connection;
        CompletionStage<StatefulRedisConnection<String, String>> ready =
                open != null
                        ? CompletableFuture.completedFuture(open)
                        : client.connectAsync(StringCodec.UTF8, address)
                                .toCompletableFuture()
                                .thenApply(this::keep);
        return ready.thenCompose(found -> found.async().ping()).thenAccept(pong -> {});
    }

    private StatefulRedisConnection<String, String> keep(
            StatefulRedisConnection<String, String> made) {
        connection = made;
        return made;
    }

    @Override
    public void close() {
        client.shutdown(0, 1, TimeUnit.SECONDS);
        resources.shutdown(0, 1, TimeUnit.SECONDS);
    }

    private static String script() {
        try (InputStream source = SharedBuckets.class.getResourceAsStream("take.lua")) {
            if (source == null) {
                throw new IllegalStateException("take.lua is missing");
            }
            return new String(source.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
