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
import java.util.ArrayList;
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

    /**
     * A call against a bucket.
     *
     * @param rate the bucket's
     */
    record Call(String key, Rate rate) {

        long windowMillis() {
            return (long) rate.windowSeconds() * 1000;
        }
    }

    /** Calls against buckets, one after another; fails when Redis does not answer in time. */
    CompletionStage<List<Taking>> take(List<Call> calls, long nowMillis) {
        StatefulRedisConnection<String, String> open = connection;
        if (open == null) {
            return CompletableFuture.failedFuture(new IllegalStateException("not connected"));
        }
        String[] keys = new String[calls.size()];
        String[] arguments = new String[1 + 2 * keys.length];
        arguments[0] = Long.toString(nowMillis);
        for (int i = 0; i < keys.length; i++) {
            Call call = calls.get(i);
            keys[i] = call.key();
            arguments[2 * i + 1] = Integer.toString(call.rate().requests());
            arguments[2 * i + 2] = Long.toString(call.windowMillis());
        }
        try {
            return run(open.async(), keys, arguments).thenApply(answer -> read(answer, calls));
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

    private static List<Taking> read(List<Long> answer, List<Call> calls) {
        List<Taking> takings = new ArrayList<>(calls.size());
        for (int i = 0; i < calls.size(); i++) {
            Bucket bucket =
                    new Bucket(
                            answer.get(3 * i + 1),
                            answer.get(3 * i + 2),
                            calls.get(i).windowMillis());
            takings.add(new Taking(answer.get(3 * i) == 1, bucket));
        }
        return takings;
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
