package app.feedtape.world;

import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The local world as a process: settings from the environment, until SIGTERM. */
public final class WorldMain {

    private static final Logger LOG = LoggerFactory.getLogger(WorldMain.class);

    private WorldMain() {}

    /** Exits 1 with one line when it cannot start. */
    public static void main(String[] arguments) throws InterruptedException {
        try {
            World world = World.start(WorldSettings.from(System.getenv()));
            CountDownLatch stopped = new CountDownLatch(1);
            Runtime.getRuntime()
                    .addShutdownHook(
                            Thread.ofPlatform()
                                    .unstarted(() -> {
                                        world.close();
                                        stopped.countDown();
                                    }));
            LOG.info(
                    "The local world is at {}, mail at SMTP port {}",
                    world.url(),
                    world.smtpPort());
            stopped.await();
        } catch (IllegalStateException | IllegalArgumentException refused) {
            LOG.error("{}", refused.getMessage());
            LOG.debug("Why it did not start", refused);
            System.exit(1);
        }
    }
}
