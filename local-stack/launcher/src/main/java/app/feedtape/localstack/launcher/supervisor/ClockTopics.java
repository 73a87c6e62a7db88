package app.feedtape.localstack.launcher.supervisor;

import app.feedtape.localstack.launcher.Refused;
import app.feedtape.localstack.launcher.settings.ServiceEnvironment;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * The two topics of the movable clock. They are made before any service looks for them: one that
 * does not find its topic makes a new client every second until it does.
 */
final class ClockTopics {
    private ClockTopics() {}

    static void make(String servers) {
        var times =
                new NewTopic(ServiceEnvironment.CLOCK_TOPIC, 1, (short) 1)
                        .configs(Map.of("cleanup.policy", "compact"));
        var confirmations =
                new NewTopic(ServiceEnvironment.CLOCK_TOPIC + "-confirmed", 1, (short) 1);
        try (var admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            for (var made : admin.createTopics(List.of(times, confirmations)).values().values()) {
                await(made::get);
            }
        }
    }

    private interface Wait {
        void of(long time, TimeUnit unit)
                throws InterruptedException, ExecutionException, TimeoutException;
    }

    private static void await(Wait wait) {
        try {
            wait.of(20, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Refused("Interrupted", interrupted);
        } catch (ExecutionException | TimeoutException failure) {
            if (!(failure.getCause() instanceof TopicExistsException)) {
                throw new Refused(
                        "Kafka did not make the topics of the clock: " + failure.getMessage(),
                        failure);
            }
        }
    }
}
