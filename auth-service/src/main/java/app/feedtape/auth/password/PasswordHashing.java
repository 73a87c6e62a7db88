package app.feedtape.auth.password;

import app.feedtape.web.problem.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Argon2id, as many at once as the memory bears. Whoever would have to wait longer than a moment is
 * told to come back: a storm of sign-ins makes sign-in slow and nothing else. Hashes are made by
 * threads of the operating system's, which shares the processors out; on the few carriers of the
 * requests' virtual threads they would keep everybody else waiting until they are done.
 */
@Component
class PasswordHashing implements AutoCloseable {

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    /** No password fits it, and trying costs what a real one costs. */
    private final String nobodys;

    private final Argon2PasswordEncoder argon2;
    private final BCryptPasswordEncoder bcrypt = new BCryptPasswordEncoder();
    private final Semaphore turns;
    private final Counter made;
    private final ExecutorService workers;
    private final PasswordSettings settings;

    PasswordHashing(PasswordSettings settings, MeterRegistry meters) {
        this.settings = settings;
        this.argon2 =
                new Argon2PasswordEncoder(
                        SALT_BYTES,
                        HASH_BYTES,
                        settings.lanes(),
                        settings.memoryKib(),
                        settings.iterations());
        this.turns = new Semaphore(settings.parallelHashes(), true);
        this.made =
                Counter.builder("feedtape.password.hashes")
                        .description("Passwords hashed or compared")
                        .register(meters);
        this.workers =
                Executors.newFixedThreadPool(
                        settings.parallelHashes(),
                        Thread.ofPlatform().daemon().name("password-hash-", 1).factory());
        meters.gauge("feedtape.password.hashes.waiting", turns, Semaphore::getQueueLength);
        this.nobodys = encode(app.feedtape.auth.secret.OneTimeSecret.make().value());
    }

    /**
     * The hash to store.
     *
     * @throws app.feedtape.web.problem.Refusal UPSTREAM_UNAVAILABLE when too many are at it
     */
    String hash(Password password) {
        return inTurn(() -> encode(password.normalized()));
    }

    /**
     * Whether the password is the one that was hashed; for null never, in the same time.
     *
     * @throws app.feedtape.web.problem.Refusal UPSTREAM_UNAVAILABLE when too many are at it
     */
    boolean matches(Password password, @Nullable String hash) {
        String compared = hash == null ? nobodys : hash;
        boolean fits =
                inTurn(() ->
                        isImported(compared)
                                ? bcrypt.matches(password.normalized(), compared)
                                : argon2.matches(password.normalized(), compared));
        return fits && hash != null;
    }

    /** Whether a stored hash was made with other costs than today's. */
    boolean isOutdated(String hash) {
        return isImported(hash) || !hash.contains(costs());
    }

    private String encode(String text) {
        return String.valueOf(argon2.encode(text));
    }

    private String costs() {
        return "$m=%d,t=%d,p=%d$"
                .formatted(settings.memoryKib(), settings.iterations(), settings.lanes());
    }

    private static boolean isImported(String hash) {
        return hash.startsWith("$2");
    }

    private <T> T inTurn(Supplier<T> work) {
        boolean isMyTurn;
        try {
            isMyTurn = turns.tryAcquire(settings.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            isMyTurn = false;
        }
        if (!isMyTurn) {
            throw ErrorCode.UPSTREAM_UNAVAILABLE
                    .because("Many people are signing in right now. Please try again.")
                    .withHeader("Retry-After", "2");
        }
        return CompletableFuture.supplyAsync(() -> giveBackAfter(work), workers).join();
    }

    private <T> T giveBackAfter(Supplier<T> work) {
        try {
            made.increment();
            return work.get();
        } finally {
            turns.release();
        }
    }

    @Override
    public void close() {
        workers.shutdown();
    }
}
