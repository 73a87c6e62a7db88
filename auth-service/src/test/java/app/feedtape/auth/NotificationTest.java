package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.FakeGitHub.Person;
import app.feedtape.events.NotificationFact.NotificationRequested;
import app.feedtape.messaging.Envelope;
import app.feedtape.messaging.FactJson;
import app.feedtape.test.KafkaProbe;
import com.icegreen.greenmail.util.GreenMailUtil;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class NotificationTest extends AuthTest {

    private static final String TWO_MAILS =
            """
            insert into mail (id, account_id, template, parameters, dedupe_key)
            select gen_random_uuid(), :account, 'payment_failed', '{}', 'slow-' || n from generate_series(1, 2) n
            """;

    @Test
    void aRequestedMailIsSentOnceHoweverOftenItIsAskedFor() throws Exception {
        Person person = new Person(somebody().id(), "<b>Eve</b>", somebody().email(), true);
        UUID account = UUID.fromString(signIn(person).claim("sub"));
        try (KafkaProbe probe = KafkaProbe.fromNow("notification")) {
            for (int time = 0; time < 3; time++) {
                probe.publish("billing-service", request(account, "payment_failed", "invoice-1"));
            }
            probe.publish("billing-service", request(account, "second_subscription", "purchase-1"));
        }
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> mailsTo(person).size() == 2);
        MimeMessage failed =
                mailsTo(person).stream()
                        .filter(mail -> subject(mail).contains("payment"))
                        .findFirst()
                        .orElseThrow();
        String whole = GreenMailUtil.getWholeMessage(failed);
        assertThat(whole)
                .contains("text/plain", "text/html", "&lt;b&gt;Eve&lt;/b&gt;", "Hello <b>Eve</b>,");
        assertThat(mailsTo(person)).hasSize(2);
    }

    @Test
    void aMailServerThatIsAwayDelaysTheMailAndNothingElse() {
        Person person = somebody();
        UUID account = UUID.fromString(signIn(person).claim("sub"));
        MAIL.stop();
        try (KafkaProbe probe = KafkaProbe.fromNow("notification")) {
            probe.publish("billing-service", request(account, "payment_failed", "invoice-2"));
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> attempts(account) > 0);
            signIn(person);
        } finally {
            MAIL.start();
        }
        assertThat(mailsTo(person)).isEmpty();
        clock.advance(Duration.ofMinutes(5));
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> mailsTo(person).size() == 1);
    }

    @Test
    void anAddressThatIsNotProvenGetsNoMail() {
        Person person = new Person(somebody().id(), "Mallory", somebody().email(), false);
        Pair pair = signIn(person);
        UUID account = UUID.fromString(pair.claim("sub"));
        try (KafkaProbe probe = KafkaProbe.fromNow("notification")) {
            probe.publish("billing-service", request(account, "payment_failed", "invoice-3"));
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        jdbc.sql("select state from mail where account_id = :id")
                                .param("id", account)
                                .query(String.class)
                                .list()
                                .equals(List.of("without_address")));
        assertThat(mailsTo(person)).isEmpty();
    }

    @Test
    void aTemplateThatDoesNotExistIsADeadLetterAndTheNextMailIsSent() {
        Person person = somebody();
        UUID account = UUID.fromString(signIn(person).claim("sub"));
        try (KafkaProbe probe = KafkaProbe.fromNow("notification", "notification.dlt")) {
            probe.publish("billing-service", request(account, "../../application", "poison"));
            probe.publish("billing-service", request(account, "payment_failed", "invoice-4"));
            probe.awaitRecord(record -> record.topic().equals("notification.dlt"));
        }
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> mailsTo(person).size() == 1);
    }

    @Test
    void operatorsHandADeadLetterToThisServiceOnceMoreAndAreToldWhatBecameOfIt() {
        Person person = somebody();
        UUID account = UUID.fromString(signIn(person).claim("sub"));
        try (KafkaProbe probe = KafkaProbe.fromNow("notification.dlt")) {
            putAside(probe, request(account, "payment_failed", "invoice-5"));
            putAside(probe, request(account, "no_such_template", "poison-2"));
        }
        JsonNode replay = replay("operator", "notification").is(200).json();
        assertThat(replay.path("handled").asInt()).isEqualTo(1);
        assertThat(replay.path("refused").asInt()).isPositive();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> mailsTo(person).size() == 1);
        assertThat(replay("operator", "notification").is(200).json().path("handled").asInt())
                .isZero();
        replay("operator", "no-such-topic").is(404, "NOT_FOUND");
        replay("admin-service", "notification").is(403, "FORBIDDEN");
        api.post("/internal/dead-letters/notification/replay", "").is(401, "UNAUTHENTICATED");
    }

    private Api.Answer replay(String caller, String topic) {
        String token = api.serviceToken(caller, secret(caller), "auth-service");
        return api.post(
                "/internal/dead-letters/" + topic + "/replay",
                "",
                "Authorization",
                "Bearer " + token);
    }

    /** A letter as it was put aside by a release that could not take the fact in. */
    private static void putAside(KafkaProbe probe, NotificationRequested fact) {
        RecordHeaders headers = new RecordHeaders();
        new Envelope(
                        UUID.randomUUID(),
                        fact.type(),
                        "billing-service",
                        Clock.systemUTC().instant(),
                        null,
                        null)
                .write(headers);
        Map<String, String> all = new HashMap<>(Map.of("dlt_consumer", "auth-service-mail"));
        headers.forEach(header ->
                all.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        probe.publishRaw(
                "notification.dlt",
                fact.key(),
                FactJson.write(fact).getBytes(StandardCharsets.UTF_8),
                all);
    }

    @Test
    void aMailIsClaimedRightBeforeItIsSentAndNotWhileAnotherOneTakesItsTime() throws Exception {
        Person person = somebody();
        UUID account = UUID.fromString(signIn(person).claim("sub"));
        int port = MAIL.getSmtp().getPort();
        MAIL.stop();
        try (ServerSocket server = new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"));
                Socket silent = takeMailsAndAccept(account, server)) {
            assertThat(silent.isConnected()).isTrue();
            assertThat(
                            jdbc.sql("select sum(attempts) from mail where account_id = :id")
                                    .param("id", account)
                                    .query(Long.class)
                                    .single())
                    .isEqualTo(1);
        } finally {
            MAIL.start();
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    clock.advance(Duration.ofMinutes(1));
                    return mailsTo(person).size() == 2;
                });
    }

    private Socket takeMailsAndAccept(UUID account, ServerSocket server) throws IOException {
        jdbc.sql(TWO_MAILS).param("account", account).update();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> attempts(account) > 0);
        return server.accept();
    }

    private static NotificationRequested request(UUID account, String template, String dedupeKey) {
        return new NotificationRequested(account, template, Map.of(), dedupeKey);
    }

    private int attempts(UUID account) {
        return jdbc.sql("select coalesce(max(attempts), 0) from mail where account_id = :id")
                .param("id", account)
                .query(Integer.class)
                .single();
    }

    private static String subject(MimeMessage mail) {
        try {
            return mail.getSubject();
        } catch (jakarta.mail.MessagingException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static List<MimeMessage> mailsTo(Person person) {
        return Arrays.stream(MAIL.getReceivedMessages())
                .filter(mail -> GreenMailUtil.getHeaders(mail).contains(person.email()))
                .toList();
    }
}
