package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.FakeGitHub.Person;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A sign-in is always a session of its own, whatever the client still holds. */
class SessionIdentityTest extends AuthTest {

    @Test
    void signingInWithTokensOfAnOldSessionAtHandBeginsANewOneAndLeavesTheOldOne() {
        Person person = somebody();
        Pair old = signIn(person);
        Answer away =
                api.get(
                                "/auth/oauth/github?mobile=true&refresh_token="
                                        + old.refreshToken(),
                                "Authorization",
                                "Bearer " + old.token(),
                                "Cookie",
                                "refresh_token=" + old.refreshToken())
                        .is(302);
        assertThat(away.header("Location")).doesNotContain(old.refreshToken());
        Answer back =
                api.get(
                                "/auth/callback/github?"
                                        + GITHUB.agree(away.header("Location"), person),
                                "Authorization",
                                "Bearer " + old.token())
                        .is(302);
        Map<String, String> link = Api.deepLink(back);
        Pair now =
                new Pair(
                        link.get("token"),
                        link.get("refresh_token"),
                        Long.parseLong(link.get("expires_in")));
        assertThat(now.claim("sid")).isNotEqualTo(old.claim("sid"));
        assertThat(now.claim("sub")).isEqualTo(old.claim("sub"));
        assertThat(now.refreshToken()).isNotEqualTo(old.refreshToken());
        api.me(old).is(200);
        api.me(now).is(200);
    }
}
