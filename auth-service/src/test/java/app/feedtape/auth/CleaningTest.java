package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.events.SessionFact.SessionEnded;
import app.feedtape.test.KafkaProbe;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.util.ReflectionTestUtils;

class CleaningTest extends AuthTest {

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
        assertThat(rows("refresh_token")).isZero();
        clock.advance(Duration.ofDays(31));
        clean();
        assertThat(rows("session")).isZero();
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
