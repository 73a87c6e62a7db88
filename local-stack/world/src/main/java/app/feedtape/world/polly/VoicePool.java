package app.feedtape.world.polly;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A few voice processes, one utterance each at a time, so that segments sent in parallel really
 * are.
 */
final class VoicePool implements LocalVoice {
    static final int DEFAULT_SIZE = 2;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final VoiceProcess.Command command;
    private final BlockingQueue<CompletableFuture<VoiceProcess>> free;
    private final Set<VoiceProcess> all = ConcurrentHashMap.newKeySet();

    /**
     * One thread of the platform starts all children and lives as long as the pool: the kernel's
     * "die with your parent" is bound to the thread that spawned, and a virtual or short-lived one
     * would take the voice with it.
     */
    private final ExecutorService spawner =
            Executors.newSingleThreadExecutor(
                    task -> Thread.ofPlatform().daemon().name("voice-spawner").unstarted(task));

    private volatile boolean closed;

    private VoicePool(VoiceProcess.Command command, int size) {
        this.command = command;
        this.free = new ArrayBlockingQueue<>(size);
        for (int i = 0; i < size; i++) {
            free.add(spawn());
        }
    }

    /** Starts the children in the background; the first utterance waits for one of them. */
    static VoicePool start(Path voiceTarget, Path voiceData, int size) {
        return new VoicePool(new VoiceProcess.Command(voiceTarget, voiceData), size);
    }

    private CompletableFuture<VoiceProcess> spawn() {
        return CompletableFuture.supplyAsync(
                () -> {
                    VoiceProcess process = VoiceProcess.start(command);
                    all.add(process);
                    return process;
                },
                spawner);
    }

    @Override
    public void speak(SpeechRequest request, Hearer hearer) throws IOException {
        CompletableFuture<VoiceProcess> slot = take();
        try {
            VoiceProcess process = slot.get(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS);
            process.speak(request, hearer);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", interrupted);
        } catch (ExecutionException | TimeoutException notStarted) {
            throw new IOException("The local voice does not start", notStarted);
        } finally {
            free.add(isUsable(slot) ? slot : spawn());
        }
    }

    private CompletableFuture<VoiceProcess> take() throws IOException {
        try {
            CompletableFuture<VoiceProcess> slot =
                    free.poll(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS);
            if (slot == null) {
                throw PollyProblem.failed();
            }
            return slot;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", interrupted);
        }
    }

    private boolean isUsable(CompletableFuture<VoiceProcess> slot) {
        if (closed || !slot.isDone()) {
            return true;
        }
        if (slot.isCompletedExceptionally()) {
            return false;
        }
        VoiceProcess process = slot.join();
        if (process.isUsable()) {
            return true;
        }
        process.end();
        all.remove(process);
        return false;
    }

    @Override
    public void close() {
        closed = true;
        spawner.shutdown();
        try {
            spawner.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        all.forEach(VoiceProcess::end);
    }
}
