package app.feedtape.tts;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.test.MovableClock;
import app.feedtape.test.TestIdentity;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

/** Days, trials and thirty days, on a clock that moves. */
@Import(MovableClock.Wiring.class)
class TimeTest extends SpeechServiceTest {

    @Autowired MovableClock clock;

    private void later(Duration by) {
        clock.advance(by);
        token = TestIdentity.shared().accessToken().account(account);
    }

    @Test
    void aNewDayBeginsAtMidnightUtcAndTheOldOneStaysInTheHistory() {
        billing.plan(account, "pro", 1_000, null);
        synthesize(prose(1_000));
        assertThat(error(synthesize("More of it, please."))).isEqualTo("402 QUOTA_EXCEEDED");
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        Duration untilMidnight =
                Duration.between(
                        clock.instant(),
                        today.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
        later(untilMidnight.plusSeconds(1));

        JsonNode usage = read(get("/api/tts/usage"));
        assertThat(usage.path("usage").path("characters").asLong()).isZero();
        assertThat(usage.path("history").get(1).path("date").asString())
                .isEqualTo(today.toString());
        assertThat(usage.path("history").get(1).path("characters").asLong()).isEqualTo(1_000);
        assertThat(synthesize("More of it, please.").statusCode()).isEqualTo(200);
    }

    @Test
    void whatWasBegunBeforeMidnightIsBookedOnThatDayOnce() {
        billing.plan(account, "pro", 1_000, null);
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        clock.set(today.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().minusMillis(800));
        token = TestIdentity.shared().accessToken().account(account);
        polly.fault("latency", 1, 2_000, 0);
        assertThat(synthesize(prose(200)).statusCode()).isEqualTo(200);

        JsonNode usage = read(get("/api/tts/usage"));
        assertThat(usage.path("usage").path("characters").asLong()).isZero();
        assertThat(usage.path("history").get(0).path("date").asString())
                .isEqualTo(today.plusDays(1).toString());
        assertThat(usage.path("history").get(1).path("characters").asLong()).isEqualTo(200);
    }

    @Test
    void theTrialEndsWithItsLastSecondEvenWithCharactersLeft() {
        billing.plan(account, "free", 20_000, clock.instant().plus(Duration.ofDays(7)));
        assertThat(synthesize("The first day of it.").statusCode()).isEqualTo(200);
        later(Duration.ofDays(7).plusSeconds(1));
        assertThat(error(synthesize("A day too late."))).isEqualTo("402 TRIAL_EXPIRED");
        assertThat(synthesize("The first day of it.").statusCode()).isEqualTo(200);
    }

    @Test
    void whatWasPaidIsPaidForThirtyDays() {
        pro();
        String text = prose(200);
        synthesize(text);
        later(Duration.ofDays(29));
        assertThat(header(synthesize(text), "X-Characters-Charged")).isEqualTo("0");
        later(Duration.ofDays(2));
        assertThat(header(synthesize(text), "X-Characters-Charged")).isEqualTo("200");
    }
}
