package app.feedtape.messaging.inbox;

import app.feedtape.events.Topic;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.token.ServiceCaller;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.KafkaException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The operators' command to hand a service's dead letters to it once more. */
@RestController
class DeadLetterController {

    private final DeadLetters letters;
    private final AtomicBoolean replaying = new AtomicBoolean();

    DeadLetterController(DeadLetters letters) {
        this.letters = letters;
    }

    record ReplayResponse(
            @JsonProperty("handled") int handled, @JsonProperty("refused") int refused) {}

    /**
     * Tries every letter of a topic that this service could not take in: {@code handled} had their
     * effect, now or before, {@code refused} failed again and lie there as before. 403 for every
     * service but the operators' command line, 404 for an unknown topic, 409 while another replay
     * runs here, 503 when the broker is away: what was handled by then stays handled.
     */
    @PostMapping("/internal/dead-letters/{topic}/replay")
    ReplayResponse replay(ServiceCaller caller, @PathVariable("topic") String name) {
        if (!caller.name().equals("operator")) {
            throw ErrorCode.FORBIDDEN.because("This is for operators.");
        }
        Topic topic =
                Arrays.stream(Topic.values())
                        .filter(each -> each.topicName().equals(name))
                        .findFirst()
                        .orElseThrow(() -> ErrorCode.NOT_FOUND.because("There is no such topic."));
        if (!replaying.compareAndSet(false, true)) {
            throw ErrorCode.CONFLICT.because("A replay is running.");
        }
        try {
            DeadLetters.Replay replay = letters.replay(topic);
            return new ReplayResponse(replay.handled(), replay.refused());
        } catch (KafkaException away) {
            throw ErrorCode.UPSTREAM_UNAVAILABLE
                    .because("The broker does not answer. Please try again.")
                    .causedBy(away);
        } finally {
            replaying.set(false);
        }
    }
}
