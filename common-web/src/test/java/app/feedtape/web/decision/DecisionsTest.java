package app.feedtape.web.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.feedtape.web.problem.ErrorBody;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An id says everything to us, for a week, and nothing to anybody else. */
class DecisionsTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Instant MIDNIGHT = Instant.parse("2026-11-22T00:00:00Z");
    private static final String ONE = secret(1);
    private static final String TWO = secret(2);

    private final UUID account = UUID.randomUUID();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Decisions decisions = decisions(ONE, NOON);

    private static String secret(int seed) {
        byte[] bytes = new byte[32];
        new Random(seed).nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private Decisions decisions(String secrets, Instant now) {
        return new Decisions(
                secrets, "tts-service", Clock.fixed(now, ZoneOffset.UTC), () -> meters);
    }

    private static Refusal quota() {
        return ErrorCode.QUOTA_EXCEEDED
                .because("Enough for today.")
                .with("metric", "characters_per_day")
                .with("plan", "free")
                .with("current", 19_900L)
                .with("held", 400L)
                .with("limit", 20_000L)
                .with("requested", 101L)
                .with("resets_at", MIDNIGHT);
    }

    private String id(Refusal refusal) {
        return id(decisions, refusal, Subject.account(account));
    }

    private static String id(Decisions by, Refusal refusal, Subject subject) {
        return (String)
                by.explain(refusal, subject, "token's").details().get(ErrorCode.DECISION_ID);
    }

    @Test
    void anIdTellsWhatWasDecided() {
        assertThat(decisions.find(id(quota())))
                .hasValue(
                        new Decision(
                                Subject.account(account),
                                NOON,
                                "QUOTA_EXCEEDED",
                                402,
                                "tts-service",
                                "characters_per_day",
                                "free",
                                19_500L,
                                400L,
                                20_000L,
                                101L,
                                null,
                                MIDNIGHT,
                                MIDNIGHT));
    }

    @Test
    void aRateSaysWhenTheNextCallIsLetInAndARuleThatCountsNothingWhatItIncludes() {
        Refusal rate =
                ErrorCode.RATE_LIMITED
                        .because("Slow down.")
                        .with("metric", "rate_limit.speech")
                        .with("window_seconds", 60)
                        .withHeader("Retry-After", "2");
        Decision decision = decisions.find(id(rate)).orElseThrow();
        assertThat(decision.windowSeconds()).isEqualTo(60);
        assertThat(decision.retryAt()).isEqualTo(NOON.plusSeconds(2));
        assertThat(decision.plan()).isEqualTo("token's");
        Refusal voice =
                ErrorCode.PLAN_REQUIRED
                        .because("No.")
                        .with("metric", "voice_engine")
                        .with("current", "standard,neural")
                        .with("limit", null)
                        .with("requested", "generative");
        decision = decisions.find(id(voice)).orElseThrow();
        assertThat(decision.used()).isNull();
        assertThat(decision.limit()).isEqualTo("standard,neural");
        assertThat(decision.requested()).isEqualTo("generative");
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyCodeOf402And429GetsAnIdAndNoOther(ErrorCode code) {
        Refusal refusal = decisions.explain(code.because("No."), Subject.house(), null);
        boolean explained = code.status() == 402 || code.status() == 429;
        assertThat(refusal.details().containsKey(ErrorCode.DECISION_ID)).isEqualTo(explained);
        assertThat(ErrorBody.of(refusal, "r").error().code()).isEqualTo(code.name());
        if (explained) {
            assertThatThrownBy(() -> ErrorBody.of(code.because("No."), "r"))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(decisions.find(id(refusal))).isPresent();
        }
    }

    @Test
    void everyIdIsAsLongAsEveryOtherAndNothingInItCanBeRead() {
        Refusal longest =
                quota().with("metric", "m".repeat(99))
                        .with("plan", "é".repeat(99))
                        .with("current", "c".repeat(99))
                        .with("limit", "l".repeat(99))
                        .with("requested", "r".repeat(99))
                        .with("window_seconds", Long.MAX_VALUE)
                        .withHeader("Retry-After", "99");
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            ids.add(id(quota()));
            ids.add(id(longest));
            ids.add(id(ErrorCode.TRIAL_EXPIRED.because("Over.")));
        }
        assertThat(ids).hasSize(150).allMatch(id -> id.matches("[A-Za-z0-9_-]{440}"));
        for (String id : ids) {
            String bytes =
                    new String(
                            Base64.getUrlDecoder().decode(id),
                            java.nio.charset.StandardCharsets.ISO_8859_1);
            assertThat(bytes).doesNotContain("QUOTA", "characters", "free", "tts");
        }
        assertThat(decisions.find(id(longest))).isPresent();
    }

    @Test
    void whatWasTamperedWithIsNobodys() {
        byte[] sealed = Base64.getUrlDecoder().decode(id(quota()));
        for (int at = 0; at < sealed.length; at++) {
            byte[] forged = sealed.clone();
            forged[at] ^= 1;
            assertThat(decisions.find(Base64.getUrlEncoder().encodeToString(forged)))
                    .as("byte %d", at)
                    .isEmpty();
        }
        byte[] random = new byte[sealed.length];
        new Random(7).nextBytes(random);
        System.arraycopy(sealed, 0, random, 0, 4);
        assertThat(decisions.find(Base64.getUrlEncoder().encodeToString(random))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "../..", "é", "00000000-0000-7000-8000-000000000001"})
    void whatIsNoIdIsNobodys(String id) {
        assertThat(decisions.find(id)).isEmpty();
        assertThat(decisions.find(id.repeat(440).substring(0, Math.min(440, id.length() * 440))))
                .isEmpty();
    }

    @Test
    void anIdIsGoodForAWeek() {
        String id = id(quota());
        Instant end = NOON.plus(Duration.ofDays(7));
        assertThat(decisions(ONE, end.minusMillis(1)).find(id)).isPresent();
        assertThat(decisions(ONE, end).find(id)).isEmpty();
    }

    @Test
    void secretsAreExchangedWithoutLosingAnId() {
        String old = id(quota());
        Decisions added = decisions(ONE + "," + TWO, NOON);
        Decisions moved = decisions(TWO + ", " + ONE, NOON);
        String fresh = id(moved, quota(), Subject.account(account));
        assertThat(added.find(old)).isPresent();
        assertThat(added.find(fresh)).isPresent();
        assertThat(moved.find(old)).isPresent();
        assertThat(decisions.find(fresh)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "changeme",
                "Y2hhbmdlbWU=",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "YWFiYmNjZGRlZWZmZ2doaGlpamprbGxtbW5ub29wcHE="
            })
    void aSecretThatIsMissingOrWeakKeepsTheServiceFromStarting(String weak) {
        assertThatThrownBy(() -> decisions(weak, NOON))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("FEEDTAPE_DECISION_SECRET");
        assertThatThrownBy(() -> decisions(ONE + "," + weak, NOON))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aStrangerIsTheirNetworkAndTheAddressIsNotInIt() {
        assertThat(Subject.network("2001:db8:1:2::3"))
                .isEqualTo(Subject.network("2001:db8:1:2:9::"));
        assertThat(Subject.network("2001:db8:1:3::3"))
                .isNotEqualTo(Subject.network("2001:db8:1:2::3"));
        assertThat(Subject.network("10.0.0.1")).isNotEqualTo(Subject.network("10.0.0.2"));
        assertThat(Subject.network("no address")).isNotEqualTo(Subject.network("another"));
        assertThat(Subject.network("10.0.0.1").kind()).isEqualTo(Subject.Kind.NETWORK);
    }

    @Test
    void refusalsAreCountedByRule() {
        id(quota());
        id(quota());
        assertThat(
                        meters.get("feedtape.refusals")
                                .tags("code", "QUOTA_EXCEEDED", "rule", "characters_per_day")
                                .counter()
                                .count())
                .isEqualTo(2);
    }

    @Test
    void whatHasAnIdKeepsIt() {
        Refusal once = decisions.explain(quota(), Subject.account(account), null);
        @Nullable Object id = once.details().get(ErrorCode.DECISION_ID);
        assertThat(
                        decisions
                                .explain(once, Subject.house(), null)
                                .details()
                                .get(ErrorCode.DECISION_ID))
                .isEqualTo(id);
    }
}
