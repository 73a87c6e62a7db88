package app.feedtape.feed;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.test.ForgedTokens;
import app.feedtape.test.TestIdentity;
import app.feedtape.test.TestToken;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * faults.md, section J, on a service's own port: whoever gets past the gateway meets the same
 * check. It is the one of common-web that every service behind the gateway runs.
 */
class TokensOnTheOwnPortTest extends FeedServiceTest {

    private static TestToken good() {
        return TestIdentity.shared().accessToken();
    }

    static List<String> forgedTokens() {
        return ForgedTokens.of(TokensOnTheOwnPortTest::good);
    }

    private Answer ask(String authorization) {
        return send("GET", "/api/feeds", null, authorization);
    }

    @ParameterizedTest
    @MethodSource("forgedTokens")
    void noForgeryIsAccepted(String token) {
        Answer answer = ask("Bearer " + token);
        assertThat(answer.status()).as(answer.raw()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("UNAUTHENTICATED");
        assertThat(answer.raw()).contains("A valid access token is needed.");
    }

    @Test
    void aTokenIsTakenFromTheOneHeaderAndNowhereElse() {
        String token = freeListener().token();
        assertThat(ask("Bearer " + token).status()).isEqualTo(200);
        assertThat(ask("bearer " + token).status()).isEqualTo(200);
        for (String value :
                List.of(
                        "Basic " + token,
                        token,
                        "Bearer\t" + token,
                        "Bearer  " + token,
                        "Bearer ")) {
            assertThat(ask(value).status()).as(value.substring(0, 7)).isEqualTo(401);
        }
        assertThat(ask("Bearer " + token + ", Bearer " + token).status()).isEqualTo(401);
        assertThat(send("GET", "/api/feeds?access_token=" + token, null, null).status())
                .isEqualTo(401);
        assertThat(ask(null).status()).isEqualTo(401);
    }

    @Test
    void onlyAValidlySignedLateTokenIsCalledExpired() {
        long past = Clock.systemUTC().instant().getEpochSecond() - 60;
        assertThat(ask(good().with("iat", past - 60).with("exp", past).bearer()).code())
                .isEqualTo("TOKEN_EXPIRED");
        assertThat(ask(good().with("exp", past).withBrokenSignature().bearer()).code())
                .isEqualTo("UNAUTHENTICATED");
    }
}
