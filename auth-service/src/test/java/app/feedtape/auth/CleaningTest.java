package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.events.SessionFact.SessionEnded;
import app.feedtape.test.KafkaProbe;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.util.ReflectionTestUtils;

class CleaningTest extends AuthTest {

    /** More than any one statement of a clean-up takes. */
    private static final String MANY_OLD_SESSIONS =
            """
            insert into session (id, account_id, proven_by, device_ip, user_agent, secret, started_at, expires_at)
            select gen_random_uuid(), :account, 'github', '::1', 'old', ''::bytea,
                app_now() - interval '91 days', app_now() - interval '1 day'
            from generate_series(1, 1100)
            """;

    @Autowired private ApplicationContext context;

    @Test
    void whatRanOutIsEndedToldAndForgotten() {
        Pair pair = signIn(somebody());
        api.get("/auth/oauth/github").is(302);
        String challenge = OneTimeSecret.make().challenge();
        api.comeBack(
                GITHUB,
                somebody(),
                "/auth/oauth/github?mobile=true&code_challenge_method=S256&code_challenge="
                        + challenge);
        clean();
        assertThat(rows("sign_in_attempt")).isPositive();
        assertThat(rows("sign_in_code")).isPositive();
        clock.advance(Duration.ofDays(31));
        try (KafkaProbe probe = KafkaProbe.fromNow("session")) {
            clean();
            SessionEnded ended =
                    probe.await(
                            SessionEnded.class,
                            fact -> fact.sessionId().toString().equals(pair.claim("sid")));
            assertThat(ended.reason()).isEqualTo("expired");
        }
        assertThat(rows("sign_in_attempt")).isZero();
        assertThat(rows("sign_in_code")).isZero();
        assertThat(rows("refresh_token")).isPositive();
        clock.advance(Duration.ofDays(8));
        clean();
        assertThat(rows("refresh_token")).isZero();
        clock.advance(Duration.ofDays(23));
        clean();
        assertThat(rows("session")).isZero();
    }

    @Test
    void oneRunCleansHoweverMuchThereIs() {
        UUID account = UUID.fromString(signIn(somebody()).claim("sub"));
        jdbc.sql(MANY_OLD_SESSIONS).param("account", account).update();
        clean();
        assertThat(rows("session where ended_at is null and expires_at <= app_now()")).isZero();
        assertThat(rows("session where end_reason = 'expired'")).isGreaterThanOrEqualTo(1_100);
        clock.advance(Duration.ofDays(31));
        clean();
        assertThat(rows("session where account_id = '" + account + "' and end_reason = 'expired'"))
                .isLessThan(10);
    }

    private void clean() {
        ReflectionTestUtils.invokeMethod(context.getBean("sessionCleaning"), "clean");
        ReflectionTestUtils.invokeMethod(context.getBean("refreshTokenCleaning"), "clean");
        ReflectionTestUtils.invokeMethod(context.getBean("signInCleaning"), "clean");
    }

    private long rows(String table) {
        return jdbc.sql("select count(*) from " + table).query(Long.class).single();
    }
}
