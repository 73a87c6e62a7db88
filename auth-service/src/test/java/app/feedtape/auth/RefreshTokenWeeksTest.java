package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Pair;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.util.ReflectionTestUtils;

class RefreshTokenWeeksTest extends AuthTest {

    @Autowired private ApplicationContext context;

    @Test
    void theWeeksToComeAreThereAndTwiceChangesNothing() {
        clean();
        LocalDate monday =
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)
                        .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        for (int ahead = 0; ahead <= 5; ahead++) {
            assertThat(weeks()).contains(week(monday.plusWeeks(ahead)));
        }
        List<String> before = weeks();
        clean();
        assertThat(weeks()).isEqualTo(before);
    }

    @Test
    void aTokenWhoseWeekWasNotMadeYetIsTakenOverByItAndStillWorks() {
        clock.advance(Duration.ofDays(70));
        Pair pair = signIn(somebody());
        assertThat(place(pair)).isEqualTo("refresh_token_rest");
        clean();
        assertThat(place(pair)).matches("refresh_token_[0-9]{8}");
        Pair next = api.refresh(pair.refreshToken()).pair();
        assertThat(api.refresh(pair.refreshToken()).pair().refreshToken())
                .isEqualTo(next.refreshToken());
        api.refresh(next.refreshToken()).is(200);
    }

    @Test
    void aWeekThatIsOverForADayIsDroppedWhole() {
        clean();
        Pair pair = signIn(somebody());
        String week = place(pair);
        clock.advance(Duration.ofDays(30));
        clean();
        assertThat(weeks()).contains(week);
        clock.advance(Duration.ofDays(8));
        clean();
        assertThat(weeks()).doesNotContain(week);
        api.refresh(pair.refreshToken()).is(401, "INVALID_REFRESH_TOKEN");
    }

    private void clean() {
        ReflectionTestUtils.invokeMethod(context.getBean("refreshTokenCleaning"), "clean");
    }

    private static String week(LocalDate monday) {
        return "refresh_token_" + monday.toString().replace("-", "");
    }

    private String place(Pair pair) {
        return jdbc.sql(
                        "select tableoid::regclass::text from refresh_token where session_id = :id"
                                + " order by generation limit 1")
                .param("id", UUID.fromString(pair.claim("sid")))
                .query(String.class)
                .single();
    }

    private List<String> weeks() {
        return jdbc.sql(
                        "select inhrelid::regclass::text from pg_inherits"
                                + " where inhparent = 'refresh_token'::regclass order by 1")
                .query(String.class)
                .list();
    }
}
