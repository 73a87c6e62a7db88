package app.feedtape.auth.life;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Does what is due; any number of instances may. */
@Component
class PrivacyJob {

    private static final Logger LOG = LoggerFactory.getLogger(PrivacyJob.class);

    /** Other jobs have their turn between. */
    private static final int MOST_AT_A_TIME = 50;

    private final ErasureProgress progress;
    private final ExportAssembly assembly;
    private final PrivacyTasks tasks;
    private final PrivacyParts parts;
    private final AtomicLong overdue;

    PrivacyJob(
            ErasureProgress progress,
            ExportAssembly assembly,
            PrivacyTasks tasks,
            PrivacyParts parts,
            MeterRegistry metrics) {
        this.progress = progress;
        this.assembly = assembly;
        this.tasks = tasks;
        this.parts = parts;
        this.overdue = metrics.gauge("feedtape.privacy.confirmations.overdue", new AtomicLong());
    }

    @Scheduled(fixedDelay = 1_000, initialDelay = 1_000)
    void work() {
        repeat("erased", progress::eraseNext);
        repeat("exported from here", assembly::addOwnNext);
        repeat("put together", assembly::assembleNext);
        repeat("told again", progress::remindNext);
    }

    @Scheduled(fixedDelay = 10_000, initialDelay = 10_000)
    void look() {
        tasks.forgetExports();
        overdue.set(parts.countOverdue());
    }

    /** One that fails must not keep the others from being done. */
    private static void repeat(String what, BooleanSupplier next) {
        try {
            for (int done = 0; done < MOST_AT_A_TIME && next.getAsBoolean(); done++) {
                LOG.debug("One more is {}", what);
            }
        } catch (RuntimeException failure) {
            LOG.error("What is due is not {}", what, failure);
        }
    }
}
