package app.feedtape.billing;

import static app.feedtape.billing.Receiver.PATIENCE;
import static app.feedtape.billing.Receiver.answers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.billing.BillingApi.Answer;
import app.feedtape.billing.Receiver.Heard;
import app.feedtape.events.KeyFact.KeyChanged;
import app.feedtape.events.NotificationFact.NotificationRequested;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How it goes on when receivers do not listen, and what their owners read and send again. */
class EndpointDeliveryTest extends EndpointScene {

    @Test
    void aFailureIsTriedAgainUnderTheSameIdAndTheLogSaysHowItWent() {
        AtomicInteger times = new AtomicInteger();
        receiver.behave(exchange -> {
            if (times.incrementAndGet() == 1) {
                answers(500, "no \u0000 luck " + "x".repeat(5000)).handle(exchange);
            } else {
                Receiver.TAKES.handle(exchange);
            }
        });
        probe.publish("/tts-service", job(account, account));
        receiver.await(1);
        awaitStates("pending", 1);
        await().atMost(PATIENCE).until(() -> log("").at("/items/0/attempts").asInt() == 1);
        JsonNode waiting = log("").at("/items/0");
        Duration pause =
                Duration.between(
                        Instant.parse(waiting.at("/log/0/attempted_at").asString()),
                        Instant.parse(waiting.path("next_attempt_at").asString()));
        assertThat(pause).isGreaterThanOrEqualTo(Duration.ofSeconds(4));
        assertThat(waiting.at("/log/0/status_code").asInt()).isEqualTo(500);
        assertThat(waiting.at("/log/0/response_excerpt").asString())
                .startsWith("no \uFFFD luck x")
                .hasSize(1000);
        assertThat(api.get(at, token).json().path("failing_since").isNull()).isFalse();

        hurry();
        receiver.await(2);
        awaitStates("delivered", 1);
        assertThat(receiver.heard().get(0).id()).isEqualTo(receiver.heard().get(1).id());
        assertThat(receiver.heard()).allMatch(one -> one.isSignedWith(secret));
        JsonNode done = log("").at("/items/0");
        assertThat(done.path("attempts").asInt()).isEqualTo(2);
        assertThat(done.at("/log/1/status_code").asInt()).isEqualTo(204);
        assertThat(done.path("next_attempt_at").isNull()).isTrue();
        assertThat(api.get(at, token).json().path("failing_since").isNull()).isTrue();
    }

    @Test
    void afterNineTriesItHasFailedAndAReplayBeginsAnew() {
        receiver.behave(answers(503, "", "Retry-After", "0"));
        probe.publish("/tts-service", job(account, account));
        for (int tried = 1; tried <= 9; tried++) {
            receiver.await(tried);
            int number = tried;
            await().atMost(PATIENCE).until(() -> log("").at("/items/0/attempts").asInt() == number);
            hurry();
        }
        awaitStates("failed", 1);
        String delivery = log("?status=failed").at("/items/0/id").asString();
        receiver.behave(Receiver.TAKES);
        String one = at + "/deliveries/" + delivery;
        Answer replayed = api.post(one + "/replay", token, "");
        assertThat(replayed.status()).isEqualTo(202);
        receiver.await(10);
        awaitStates("delivered", 1);
        assertThat(receiver.heard().get(9).id()).isEqualTo(receiver.heard().get(0).id());
        JsonNode entry = api.get(one, token).json();
        assertThat(entry.path("attempts").asInt()).isEqualTo(10);
        assertThat(entry.path("log")).hasSize(10);
        assertThat(entry.path("payload").toString()).isEqualTo(receiver.heard().getFirst().body());
    }

    @Test
    void whoAsksForAPauseGetsItAndWaitingOnesAreNotReplayed() {
        receiver.behave(answers(429, "later", "Retry-After", "3600"));
        probe.publish("/tts-service", job(account, account));
        receiver.await(1);
        await().atMost(PATIENCE).until(() -> log("").at("/items/0/attempts").asInt() == 1);
        JsonNode waiting = log("").at("/items/0");
        assertThat(Instant.parse(waiting.path("next_attempt_at").asString()))
                .isAfter(Instant.now().plusSeconds(3000));
        Answer again =
                api.post(
                        at + "/deliveries/" + waiting.path("id").asString() + "/replay", token, "");
        assertThat(again.status()).isEqualTo(409);
    }

    @Test
    void whatCannotBeSignedIsATryThatFailedAndIsInTheLog() {
        jdbc.sql(
                        "update endpoint set secret = set_byte(secret, 0, 255 - get_byte(secret, 0)) where account_id = ?")
                .param(account)
                .update();
        test();
        await().atMost(PATIENCE).until(() -> log("").at("/items/0/attempts").asInt() == 1);
        assertThat(log("").at("/items/0/log/0/problem").asString()).isEqualTo("secret_unusable");
        assertThat(receiver.heard()).isEmpty();
    }

    @Test
    void aRedirectIsAFailureAndLeadsNowhere() {
        try (Receiver elsewhere = new Receiver()) {
            receiver.behave(answers(307, "", "Location", elsewhere.url()));
            probe.publish("/tts-service", job(account, account));
            await().atMost(PATIENCE).until(() -> log("").at("/items/0/attempts").asInt() == 1);
            assertThat(log("").at("/items/0/log/0/status_code").asInt()).isEqualTo(307);
            assertThat(log("").at("/items/0/log/0/problem").asString()).isEqualTo("redirected");
            assertThat(elsewhere.heard()).isEmpty();
        }
    }

    @Test
    void anAddressInsideIsNotDialledHoweverItGotThere() {
        for (String inside : List.of("http://10.0.0.1/", "http://169.254.169.254/latest")) {
            jdbc.sql("update endpoint set url = ? where account_id = ?")
                    .params(inside, account)
                    .update();
            String test = test();
            await().atMost(PATIENCE)
                    .until(() -> api.get(test, token).json().path("attempts").asInt() == 1);
            JsonNode tried = api.get(test, token).json().at("/log/0");
            assertThat(tried.path("problem").asString()).isEqualTo("address_refused");
            assertThat(tried.path("status_code").isNull()).isTrue();
        }
    }

    @Test
    void anAnswerWithoutEndIsCutAndCounts() {
        receiver.behave(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] block = new byte[64 * 1024];
            try {
                for (int i = 0; i < 100_000; i++) {
                    exchange.getResponseBody().write(block);
                }
            } catch (java.io.IOException hungUp) {
                exchange.close();
            }
        });
        probe.publish("/tts-service", job(account, account));
        awaitStates("delivered", 1);
        assertThat(log("").at("/items/0/log/0/response_excerpt").asString()).hasSize(1000);
    }

    @Test
    void aReceiverThatHangsKeepsNobodyElseWaitingAndIsAskedFourTimesAtOnceAtMost() {
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger under = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        receiver.behave(exchange -> {
            most.accumulateAndGet(under.incrementAndGet(), Math::max);
            awaitEnd(end);
            under.decrementAndGet();
            Receiver.TAKES.handle(exchange);
        });
        try (Receiver quick = new Receiver()) {
            JsonNode made = make(token, quick, "\"api_key.changed\"");
            IntStream.range(0, 40)
                    .forEach(i -> probe.publish("/tts-service", job(account, account)));
            receiver.await(4);
            probe.publish(
                    "/auth-service",
                    new KeyChanged(account, UUID.randomUUID(), 1, "active", Instant.now()));
            quick.await(1);
            assertThat(receiver.heard()).hasSize(4);
            end.countDown();
            receiver.await(41);
            assertThat(most.get()).isLessThanOrEqualTo(4);
            assertThat(receiver.heard().stream().map(Heard::id).distinct()).hasSize(41);
            api.order("DELETE", PATH + "/" + made.path("id").asString(), token, "");
        } finally {
            end.countDown();
        }
    }

    @Test
    void goneDisablesAtOnceTellsTheOwnerAndWhatWasMissedCanBeReplayed() {
        receiver.behave(answers(410, "away"));
        probe.publish("/tts-service", job(account, account));
        awaitDisabled("gone");
        probe.await(
                NotificationRequested.class,
                mail ->
                        mail.accountId().equals(account)
                                && mail.template().equals("webhook_disabled_gone")
                                && mail.parameters().equals(Map.of("host", "127.0.0.1")));
        Instant before = Instant.now().minusSeconds(600);
        probe.publish("/tts-service", job(account, account));
        awaitStates("skipped", 2);
        assertThat(api.post(at + "/test", token, "").status()).isEqualTo(409);
        String range =
                "{\"from\":\"%s\",\"to\":\"%s\"}".formatted(before, before.plusSeconds(7200));
        assertThat(api.post(at + "/replay", token, range).status()).isEqualTo(409);

        receiver.behave(Receiver.TAKES);
        api.order("PATCH", at, token, "{\"enabled\":true}");
        Answer replayed = api.post(at + "/replay", token, range);
        assertThat(replayed.status()).isEqualTo(202);
        assertThat(replayed.json().path("replayed").asInt()).isEqualTo(2);
        assertThat(replayed.json().path("remaining").asInt()).isZero();
        awaitStates("delivered", 2);
        assertThat(api.post(at + "/replay", token, range).json().path("replayed").asInt()).isZero();
    }

    @Test
    void fiveDaysWithoutASuccessDisableAndOneSuccessBetweenDoesNot() {
        receiver.behave(answers(500, ""));
        probe.publish("/tts-service", job(account, account));
        await().atMost(PATIENCE).until(() -> log("").at("/items/0/attempts").asInt() == 1);
        failingFor("4 days 23 hours");
        hurry();
        await().atMost(PATIENCE).until(() -> log("").at("/items/0/attempts").asInt() == 2);
        assertThat(api.get(at, token).json().path("enabled").asBoolean()).isTrue();
        failingFor("5 days");
        hurry();
        awaitDisabled("failing");
        awaitStates("skipped", 1);
        probe.await(
                NotificationRequested.class,
                mail ->
                        mail.accountId().equals(account)
                                && mail.template().equals("webhook_disabled_failing"));
        JsonNode enabled = api.order("PATCH", at, token, "{\"enabled\":true}").json();
        assertThat(enabled.path("failing_since").isNull()).isTrue();
    }

    @Test
    void whatADeadInstanceHadTakenIsTriedWhenItsLeaseRunsOut() {
        receiver.behave(answers(500, ""));
        probe.publish("/tts-service", job(account, account));
        await().atMost(PATIENCE).until(() -> log("").at("/items/0/attempts").asInt() == 1);
        receiver.behave(Receiver.TAKES);
        jdbc.sql("update endpoint set failing_since = null where account_id = ?")
                .param(account)
                .update();
        jdbc.sql(
                        """
                        update endpoint_delivery set lease = gen_random_uuid(), next_attempt_at = app_now() + interval '60 s'
                        where endpoint_id = ?::uuid
                        """)
                .param(at.substring(PATH.length() + 1))
                .update();
        test();
        receiver.await(2);
        assertThat(receiver.heard().get(1).json().path("type").asString())
                .isEqualTo("endpoint.test");
        hurry();
        receiver.await(3);
        awaitStates("delivered", 2);
    }

    @Test
    void theLogIsReadInPagesByStatusAndItsCursorFitsNoOtherList() {
        for (int i = 0; i < 5; i++) {
            test();
        }
        awaitStates("delivered", 5);
        JsonNode first = log("?limit=2&status=delivered");
        String cursor = first.path("next_cursor").asString();
        JsonNode second = log("?limit=2&status=delivered&cursor=" + cursor);
        JsonNode third =
                log("?limit=2&status=delivered&cursor=" + second.path("next_cursor").asString());
        assertThat(third.path("next_cursor").isNull()).isTrue();
        assertThat(third.path("items")).hasSize(1);
        assertThat(first.at("/items/0/recorded_at").asString())
                .isGreaterThan(second.at("/items/0/recorded_at").asString());
        assertThat(first.at("/items/0").has("payload")).isFalse();
        assertThat(log("?status=failed").path("items").isEmpty()).isTrue();
        for (String wrong :
                List.of("?limit=0", "?limit=101", "?status=lost", "?limit=2&cursor=" + cursor)) {
            assertThat(api.get(at + "/deliveries" + wrong, token).status()).isEqualTo(400);
        }
        for (String wrong :
                List.of(
                        "{}",
                        "{\"from\":\"2026-11-02T00:00:00Z\",\"to\":\"2026-11-01T00:00:00Z\"}",
                        "{\"from\":\"2026-09-01T00:00:00Z\",\"to\":\"2026-11-01T00:00:00Z\"}",
                        "{\"from\":\"2026-11-01T00:00:00Z\",\"to\":\"2026-11-02T00:00:00Z\",\"status\":\"pending\"}")) {
            assertThat(api.post(at + "/replay", token, wrong).status()).isEqualTo(400);
        }
    }
}
