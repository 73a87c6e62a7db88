package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.secret.OneTimeSecret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /auth/token} as any OAuth 2.0 client uses it, by a form. */
class OAuthGrantTest extends AuthTest {

    private String code(OneTimeSecret verifier) {
        Answer back =
                api.comeBack(
                        GITHUB,
                        somebody(),
                        "/auth/oauth/github?mobile=true&code_challenge_method=S256&code_challenge="
                                + verifier.challenge());
        return Api.deepLink(back).get("code");
    }

    private static String codeGrant(String code, OneTimeSecret verifier) {
        return "grant_type=authorization_code&client_id=x&redirect_uri=feedtape%3A%2F%2Fauth%2Fcallback&code="
                + code
                + "&code_verifier="
                + verifier.value();
    }

    private static Pair pair(Answer answer) {
        assertThat(answer.json().path("token_type").asString()).isEqualTo("Bearer");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        return new Pair(
                answer.json().path("access_token").asString(),
                answer.json().path("refresh_token").asString(),
                answer.json().path("expires_in").asLong());
    }

    @Test
    void aCodeAndThenItsRefreshTokenAreExchangedByAForm() {
        OneTimeSecret verifier = OneTimeSecret.make();
        Pair first = pair(api.form("/auth/token", codeGrant(code(verifier), verifier)).is(200));
        api.me(first).is(200);
        assertThat(first.expiresIn()).isEqualTo(3600);
        String refresh = "grant_type=refresh_token&refresh_token=" + first.refreshToken();
        Pair second = pair(api.form("/auth/token", refresh).is(200));
        assertThat(second.claim("sid")).isEqualTo(first.claim("sid"));
        assertThat(pair(api.form("/auth/token", refresh).is(200)).refreshToken())
                .isEqualTo(second.refreshToken());
        assertThat(api.refresh(second.refreshToken()).pair().claim("sid"))
                .isEqualTo(first.claim("sid"));
        api.form("/auth/token", refresh).is(401, "REFRESH_TOKEN_REUSED");
    }

    @Test
    void aCodeIsSpentByTheFirstTryWhoeverMadeIt() {
        OneTimeSecret verifier = OneTimeSecret.make();
        String code = code(verifier);
        api.form("/auth/token", codeGrant(code, OneTimeSecret.make())).is(400, "VALIDATION_FAILED");
        api.form("/auth/token", codeGrant(code, verifier)).is(400, "VALIDATION_FAILED");
    }

    @Test
    void nothingIsTakenFromTheAddressWhereOthersMayReadIt() {
        OneTimeSecret verifier = OneTimeSecret.make();
        String grant = codeGrant(code(verifier), verifier);
        api.form("/auth/token?" + grant, "").is(400, "VALIDATION_FAILED");
        api.form("/auth/token?x=1", grant).is(400, "VALIDATION_FAILED");
        api.form("/auth/token", grant).is(200);
        Pair pair = signIn(somebody());
        String refresh = "grant_type=refresh_token&refresh_token=" + pair.refreshToken();
        api.form("/auth/token?" + refresh, "").is(400, "VALIDATION_FAILED");
        assertThat(api.refresh(pair.refreshToken()).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "grant_type=password&username=a&password=b",
                "grant_type=client_credentials",
                "grant_type=refresh_token",
                "grant_type=refresh_token&refresh_token=",
                "grant_type=refresh_token&refresh_token=short",
                "grant_type=refresh_token&refresh_token=a&refresh_token=b",
                "grant_type=authorization_code",
                "grant_type=authorization_code&code=x&code_verifier=y",
                "%",
                "grant_type=%00"
            })
    void whatIsNoGrantIsRefusedAsTheCallersFault(String form) {
        assertThat(api.form("/auth/token", form).status()).isBetween(400, 415);
    }
}
