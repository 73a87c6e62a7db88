package app.feedtape.web.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TimeOrderedIdsTest {

    @Test
    void idsAreVersionSevenAndSortByTheTimeTheyWereMade() {
        AdjustableClock clock =
                new AdjustableClock(
                        Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC));
        TimeOrderedIds ids = new TimeOrderedIds(clock);
        UUID first = ids.next();
        clock.offsetBy(Duration.ofMillis(1));
        UUID second = ids.next();
        assertThat(first.version()).isEqualTo(7);
        assertThat(first.variant()).isEqualTo(2);
        assertThat(first.toString()).isLessThan(second.toString());
        assertThat(ids.next()).isNotEqualTo(second);
    }
}
