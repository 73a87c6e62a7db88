package app.feedtape.tts;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.tts.ledger.CharacterLedger;
import app.feedtape.tts.ledger.HoldOrder;
import app.feedtape.tts.ledger.HoldResult;
import app.feedtape.tts.ledger.ReleaseReason;
import app.feedtape.web.decision.Decision;
import app.feedtape.web.decision.Decisions;
import app.feedtape.web.decision.Subject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/**
 * Bad input and plans that lack something: refused, never charged, and the provider never asked.
 */
class RefusalsTest extends SpeechServiceTest {

    @Autowired Decisions decisions;

    @Autowired CharacterLedger ledger;

    @AfterEach
    void nothingWasSpentAndNobodyAsked() {
        assertThat(charactersUsed()).isZero();
        assertThat(polly.callsSince(begunAt)).isEmpty();
        assertThat(read(get("/api/tts/usage")).path("characters_held").asLong()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"text\":\"\"}",
                "{}",
                "{\"text\":null}",
                "{\"text\":\"   \\n\\t \"}",
                "{\"text\":\"\\ufeff\"}",
                "{\"text\":\"\\u200b\\u200b\\u200b\"}",
                "{\"text\":\"a \\ud83d b\"}",
                "{\"text\":\"a \\uffff b\"}",
                "{\"text\":\"a \\u0000 b\"}",
                "{\"text\":\"a \\u0007 b\"}",
                "{\"text\":\"hello\",\"speed\":\"2\"}",
                "{\"text\":\"hello\",\"speed\":1e309}",
                "{\"text\":\"hello\",\"speed\":-1}",
                "{\"text\":\"hello\",\"speed\":0.49}",
                "{\"text\":\"hello\",\"speed\":2.01}",
                "{\"text\":\"hello\",\"language\":\"xx\"}",
                "{\"text\":\"hello\",\"language\":\"EN\"}",
                "{\"text\":\"hello\",\"language\":[\"en\"]}",
                "{\"text\":\"hello\",\"voice\":\"Nobody\"}",
                "{\"text\":\"hello\",\"voice\":\"joanna\"}",
                "{\"text\":\"hello\",\"quality\":\"NEURAL\"}",
                "{\"text\":\"hello\",\"format\":\"wav\"}",
                "{\"text\":42}",
                "{\"text\":\"<script>alert(1)</script><p> </p>\"}"
            })
    void aValueThatMakesNoSenseIs400(String body) {
        assertThat(error(send(synthesizing(body)))).isEqualTo("400 VALIDATION_FAILED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"text\":\"hello\",\"speed\":NaN}",
                "{\"text\":\"hello\",\"quality\":\"standard\",\"quality\":\"neural\"}",
                "{\"text\":\"hello\"",
                "[]",
                "{\"text\":\"hello\"} x"
            })
    void whatIsNotThisJsonIs400(String body) {
        assertThat(send(synthesizing(body)).statusCode()).isEqualTo(400);
    }

    /** Alone, too long for what it says, half of a pair, and beyond what there is. */
    @ParameterizedTest
    @ValueSource(strings = {"c0", "c080", "e08080", "eda0bd", "f4908080", "80", "ff"})
    void invalidUtf8Is400(String bytes) {
        ByteBuffer body = ByteBuffer.allocate(64);
        body.put("{\"text\":\"hello, everybody".getBytes(StandardCharsets.UTF_8));
        body.put(HexFormat.of().parseHex(bytes)).put((byte) '"').put((byte) '}');
        HttpRequest request =
                request("/api/tts/synthesize")
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofByteArray(
                                        body.array(), 0, body.position()))
                        .build();
        assertThat(send(request).statusCode()).isEqualTo(400);
    }

    @Test
    void fiveThousandCharactersThatNobodySeesAre400() {
        assertThat(error(synthesize("\u200b".repeat(5_000)))).isEqualTo("400 VALIDATION_FAILED");
    }

    @Test
    void tenThousandAndOneCharactersAreTooLarge() {
        HttpResponse<byte[]> response = synthesize("😀".repeat(10_001));
        assertThat(error(response)).isEqualTo("413 TEXT_TOO_LONG");
        assertThat(read(response).path("message").asString()).isEqualTo("Text too large");
    }

    @Test
    void moreThanTheDayHasLeftIs402WithEverythingOneNeedsToKnow() {
        quota(100);
        HttpResponse<byte[]> response = synthesize(prose(101));
        assertThat(error(response)).isEqualTo("402 QUOTA_EXCEEDED");
        JsonNode details = read(response).path("error").path("details");
        assertThat(details.path("metric").asString()).isEqualTo("characters_per_day");
        assertThat(details.path("current").asLong()).isZero();
        assertThat(details.path("limit").asLong()).isEqualTo(100);
        assertThat(details.path("requested").asLong()).isEqualTo(101);
        assertThat(details.path("resets_at").asString()).endsWith("T00:00:00Z");
        assertThat(details.path("upgrade_url").asString())
                .isEqualTo("http://localhost:8080/upgrade");
        assertThat(details.path("held").asLong(-1)).isZero();
        Decision decision = decided(response);
        assertThat(decision.subject()).isEqualTo(Subject.account(account));
        assertThat(decision.decidedBy()).isEqualTo("tts-service");
        assertThat(decision.rule()).isEqualTo("characters_per_day");
        assertThat(decision.plan()).isEqualTo("free");
        assertThat(decision.used()).isZero();
        assertThat(decision.limit()).isEqualTo(100L);
        assertThat(decision.requested()).isEqualTo(101L);
        assertThat(decision.resetsAt()).isEqualTo(details.path("resets_at").asString());
    }

    @Test
    void whatIsSetAsideAtThatMomentIsToldApartFromWhatIsSpent() {
        quota(100);
        HoldResult held = ledger.hold(new HoldOrder(account, account, UUID.randomUUID(), 70, 100L));
        assertThat(held).isInstanceOf(HoldResult.Held.class);
        Decision decision = decided(synthesize(prose(31)));
        assertThat(decision.used()).isZero();
        assertThat(decision.held()).isEqualTo(70);
        ledger.settle(((HoldResult.Held) held).holdId(), ReleaseReason.NOT_NEEDED);
    }

    private Decision decided(HttpResponse<byte[]> refused) {
        return decisions
                .find(read(refused).at("/error/details/decision_id").asString())
                .orElseThrow();
    }

    @Test
    void afterTheTrialNothingIsSpokenUntilThereIsAPlan() {
        billing.plan(account, "free", 20_000, Instant.now().minus(Duration.ofSeconds(1)));
        HttpResponse<byte[]> refused = synthesize("Hello there, everybody.");
        assertThat(error(refused)).isEqualTo("402 TRIAL_EXPIRED");
        assertThat(decided(refused).rule()).isEqualTo("trial_days");
    }

    @ParameterizedTest
    @CsvSource({"neural, Joanna", "generative, Joanna", ", Ruth"})
    void aBetterVoiceAskedForNeedsAPlanThatHasIt(String quality, String voice) {
        var body = body("Hello there, everybody.").put("voice", voice);
        if (quality != null) {
            body.put("quality", quality);
        }
        HttpResponse<byte[]> response = synthesize(body);
        assertThat(error(response)).isEqualTo("402 PLAN_REQUIRED");
        assertThat(read(response).path("error").path("details").path("metric").asString())
                .isEqualTo("voice_engine");
        Decision decision = decided(response);
        assertThat(decision.plan()).isEqualTo("free");
        assertThat(decision.limit()).isEqualTo("standard");
        assertThat(decision.requested()).isIn("neural", "generative");
    }

    @Test
    void withoutBillingNobodyIsLetInOnYesterdaysPermission() {
        billing.away(true);
        assertThat(error(synthesize("Hello there, everybody.")))
                .isEqualTo("503 UPSTREAM_UNAVAILABLE");
        billing.away(false);
    }

    @Test
    void withoutATokenItIs401() {
        token = token.withBrokenSignature();
        assertThat(error(synthesize("Hello."))).isEqualTo("401 UNAUTHENTICATED");
        token = app.feedtape.test.TestIdentity.shared().accessToken().account(account);
    }
}
