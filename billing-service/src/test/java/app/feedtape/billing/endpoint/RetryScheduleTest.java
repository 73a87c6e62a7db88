package app.feedtape.billing.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryScheduleTest {

    private static final Instant BEGAN = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void nineTriesTakeTwoDaysAtMostHoweverChanceFalls() {
        Random chance = new Random(20261121);
        for (int run = 0; run < 500; run++) {
            List<Instant> tries = tries(run == 0 ? 0 : run == 1 ? 1 : chance.nextDouble());
            assertThat(tries).hasSize(9);
            assertThat(Duration.between(BEGAN, tries.getLast()))
                    .isBetween(Duration.ofHours(38), Duration.ofHours(48));
            for (int i = 1; i < tries.size(); i++) {
                Duration full = RetrySchedule.PAUSES.get(i - 1);
                assertThat(Duration.between(tries.get(i - 1), tries.get(i)))
                        .isBetween(full.multipliedBy(4).dividedBy(5).minusMillis(1), full);
            }
        }
    }

    private static List<Instant> tries(double chance) {
        List<Instant> tries = new ArrayList<>(List.of(BEGAN));
        Optional<Instant> next = Optional.of(BEGAN);
        while (true) {
            next = RetrySchedule.next(tries.size(), BEGAN, tries.getLast(), null, chance);
            if (next.isEmpty()) {
                return tries;
            }
            tries.add(next.get());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, PT5S",
        "PT1S, PT5S",
        "PT1H, PT1H",
        "P1D, P1D",
        "P3D, P1D",
        "P3650D, P1D",
    })
    void aLongerPauseIsGrantedUpToADay(Duration askedFor, Duration granted) {
        assertThat(RetrySchedule.next(1, BEGAN, BEGAN, askedFor, 0)).hasValue(BEGAN.plus(granted));
    }

    @Test
    void whoAsksForPausesAgainAndAgainGetsNoMoreThanTwoDays() {
        Instant end = BEGAN.plus(RetrySchedule.LONGEST);
        assertThat(RetrySchedule.next(3, BEGAN, end.minusSeconds(60), Duration.ofDays(1), 0.5))
                .hasValue(end);
        assertThat(RetrySchedule.next(3, BEGAN, end, null, 0.5)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "120, -, PT2M",
                "0, -, PT0S",
                "-1, -, -",
                "soon, -, -",
                "9999999999, -, -",
                "'Sat, 21 Nov 2026 12:10:00 GMT', 'Sat, 21 Nov 2026 12:00:00 GMT', PT10M",
                "'Sat, 21 Nov 2026 12:10:00 GMT', 'Sat, 21 Nov 2026 12:20:00 GMT', -",
                "'Sat, 21 Nov 2026 12:10:00 GMT', -, -",
            })
    void retryAfterIsReadAsSecondsOrAsADateByTheReceiversOwnClock(
            String header, String date, Duration read) {
        assertThat(RetryAfter.read(header, date)).isEqualTo(read);
    }
}
