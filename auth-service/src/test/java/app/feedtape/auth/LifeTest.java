package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.FakeGitHub.Person;
import app.feedtape.events.Fact;
import app.feedtape.events.PrivacyFact.PartConfirmed;
import app.feedtape.test.KafkaProbe;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** What the tests of an account's life share. */
abstract class LifeTest extends AuthTest {

    static final List<String> OTHERS =
            List.of("feed-service", "tts-service", "billing-service", "admin-service");

    static UUID account(Pair pair) {
        return UUID.fromString(pair.claim("sub"));
    }

    Answer delete(Pair pair) {
        return api.delete("/api/me", Api.bearer(pair));
    }

    UUID deleted(Pair pair) {
        return UUID.fromString(delete(pair).is(202).json().at("/job/id").asString());
    }

    String[] service(String name) {
        return new String[] {
            "Authorization", "Bearer " + api.serviceToken(name, secret(name), "auth-service")
        };
    }

    JsonNode task(UUID id) {
        return api.get("/internal/privacy-tasks/" + id, service("operator")).is(200).json();
    }

    void confirm(KafkaProbe probe, String service, UUID task, UUID account, String stage) {
        Fact fact = new PartConfirmed(task, account, service, stage, Instant.now());
        probe.publish("/" + service, fact);
    }

    void awaitState(UUID task, String state) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(task(task).path("state").asString()).isEqualTo(state));
    }

    static List<MimeMessage> mailsTo(Person person) {
        return Arrays.stream(MAIL.getReceivedMessages())
                .filter(mail -> recipient(mail).equals(person.email()))
                .toList();
    }

    static String subject(MimeMessage mail) {
        try {
            return mail.getSubject();
        } catch (jakarta.mail.MessagingException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static String recipient(MimeMessage mail) {
        try {
            return mail.getAllRecipients()[0].toString();
        } catch (jakarta.mail.MessagingException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
