package app.feedtape.gateway;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the gateway. */
@SpringBootApplication
public class GatewayApplication {

    private static final String THREADS = "reactor.netty.ioWorkerCount";

    /**
     * As many serving threads as processors: nothing blocks them, and the fewer they are the more
     * calls go to Redis in one.
     */
    static void useProcessors() {
        int processors = Math.max(2, Runtime.getRuntime().availableProcessors());
        System.getProperties().putIfAbsent(THREADS, Integer.toString(processors));
    }

    static void main(String[] arguments) {
        useProcessors();
        SpringApplication.run(GatewayApplication.class, arguments);
    }
}
