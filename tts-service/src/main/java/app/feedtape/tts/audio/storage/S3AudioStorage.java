package app.feedtape.tts.audio.storage;

import app.feedtape.tts.audio.AudioStorage;
import app.feedtape.tts.audio.LostSound;
import app.feedtape.tts.audio.storage.StorageSettings.Bucket;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Sound in a bucket. Reading goes block by block, each a call of its own: a listener at the speed
 * of speech holds no connection, a broken answer costs one block and is asked for again, and what
 * is in memory does not grow with the sound.
 */
final class S3AudioStorage implements AudioStorage {

    static final int BLOCK = 128 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(S3AudioStorage.class);
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");
    private static final int NOT_FOUND = 404;
    private static final int PAST_THE_END = 416;

    private final S3Client client;
    private final String bucket;

    /**
     * Opens after five failed calls of ten: each has been tried several times already. Half opens
     * by itself, because who asks whether it rests makes no call.
     */
    private final CircuitBreaker breaker =
            CircuitBreaker.of(
                    "audio-storage",
                    CircuitBreakerConfig.custom()
                            .slidingWindowSize(10)
                            .minimumNumberOfCalls(5)
                            .failureRateThreshold(50)
                            .waitDurationInOpenState(Duration.ofSeconds(3))
                            .permittedNumberOfCallsInHalfOpenState(2)
                            .automaticTransitionFromOpenToHalfOpenEnabled(true)
                            .build());

    private S3AudioStorage(S3Client client, String bucket) {
        this.client = client;
        this.bucket = bucket;
    }

    static S3AudioStorage of(Bucket settings) {
        return new S3AudioStorage(S3Clients.of(settings), settings.name());
    }

    @Override
    public OnDisk put(String key, byte[] content) throws IOException {
        String name = name(key);
        call(() ->
                client.putObject(
                        it ->
                                it.bucket(bucket)
                                        .key(name)
                                        .contentType("application/octet-stream")
                                        .contentMD5(md5(content)),
                        RequestBody.fromBytes(content)));
        return OnDisk.ALREADY;
    }

    @Override
    public Optional<byte[]> get(String key) throws IOException {
        String name = name(key);
        return call(() ->
                        client.getObject(
                                it -> it.bucket(bucket).key(name), ResponseTransformer.toBytes()))
                .map(ResponseBytes::asByteArrayUnsafe);
    }

    @Override
    public InputStream open(String key, long offset, long length) throws IOException {
        byte[] first = block(key, offset, length);
        return new BlockStream(from -> block(key, from, length), first, offset, length);
    }

    @Override
    public void delete(String key) throws IOException {
        String name = name(key);
        call(() -> client.deleteObject(it -> it.bucket(bucket).key(name)));
    }

    @Override
    public boolean isResting() {
        return breaker.getState() == CircuitBreaker.State.OPEN;
    }

    @Override
    public void close() {
        client.close();
    }

    private byte[] block(String key, long from, long length) throws IOException {
        String name = name(key);
        String range = "bytes=%d-%d".formatted(from, from + BLOCK - 1);
        ResponseBytes<GetObjectResponse> answer =
                call(() ->
                                client.getObject(
                                        it -> it.bucket(bucket).key(name).range(range),
                                        ResponseTransformer.toBytes()))
                        .orElseThrow(() -> new LostSound(key));
        if (total(answer.response()) != length) {
            throw new LostSound(key);
        }
        return answer.asByteArrayUnsafe();
    }

    /** Of {@code bytes 0-99/1234} the last. */
    private static long total(GetObjectResponse response) throws IOException {
        String range = response.contentRange();
        int slash = range == null ? -1 : range.indexOf('/');
        if (slash < 0) {
            throw new IOException("The storage does not say how long an object is");
        }
        return Long.parseLong(range.substring(slash + 1));
    }

    /** Empty when there is no such object, or nothing at that place of it. */
    private <T> Optional<T> call(Supplier<T> work) throws IOException {
        if (!breaker.tryAcquirePermission()) {
            throw new IOException("The storage failed lately and is left alone for a moment");
        }
        long started = System.nanoTime();
        try {
            T answer = work.get();
            breaker.onSuccess(System.nanoTime() - started, TimeUnit.NANOSECONDS);
            return Optional.of(answer);
        } catch (S3Exception refused) {
            if (refused.statusCode() == NOT_FOUND && !isTheBucket(refused)
                    || refused.statusCode() == PAST_THE_END) {
                breaker.onSuccess(System.nanoTime() - started, TimeUnit.NANOSECONDS);
                return Optional.empty();
            }
            throw failed(refused, started);
        } catch (SdkException failure) {
            throw failed(failure, started);
        } catch (RuntimeException unexpected) {
            breaker.releasePermission();
            throw unexpected;
        }
    }

    private static boolean isTheBucket(S3Exception refused) {
        return refused.awsErrorDetails() != null
                && "NoSuchBucket".equals(refused.awsErrorDetails().errorCode());
    }

    private IOException failed(SdkException failure, long started) {
        breaker.onError(System.nanoTime() - started, TimeUnit.NANOSECONDS, failure);
        if (failure instanceof S3Exception refused
                && (refused.statusCode() == 403 || isTheBucket(refused))) {
            LOG.error(
                    "ALERT the storage of sound does not take our calls: {}", refused.statusCode());
        }
        return new IOException("The storage does not answer as it should", failure);
    }

    private static String name(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("Not a storage key");
        }
        return "sound/" + key;
    }

    /** So that what is kept is what was sent; every storage that speaks S3 checks it. */
    private static String md5(byte[] content) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(content));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
