package app.feedtape.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api;
import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.secondfactor.AuthenticatorApp;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TwoFactorPasswordTest extends PasswordTest {

    @Test
    void aSignInByPasswordIsFinishedWithTheSecondFactor() {
        String email = member();
        AuthenticatorApp app = enrol(signIn(email));
        JsonNode asked = login(anotherHost(), email, PASSWORD).is(200).json();
        assertThat(asked.path("two_factor_required").asBoolean()).isTrue();
        assertThat(asked.has("token")).isFalse();
        nextStep();
        Pair pair = finish(asked, app.code(clock.instant(), 0)).pair();
        assertThat(pair.claims().path("amr").toString()).isEqualTo("[\"pwd\",\"otp\",\"mfa\"]");
        assertThat(api.me(pair).json().path("email").asString()).isEqualTo(email);
    }

    @Test
    void theSecondFactorGoesOnlyWithThePasswordBesideIt() {
        String email = member();
        Pair pair = signIn(email);
        enrol(pair);
        remove(pair, "{}").is(401, "INVALID_CREDENTIALS");
        remove(pair, json("password", "Wrong-River-41")).is(401, "INVALID_CREDENTIALS");
        api.post("/auth/two-factor/recovery-codes", "{}", as(pair)).is(401, "INVALID_CREDENTIALS");
        clock.advance(Duration.ofMinutes(15));
        remove(pair, json("password", PASSWORD)).is(403, "TWO_FACTOR_REQUIRED");
        assertThat(login(anotherHost(), email, PASSWORD).json().has("challenge")).isTrue();
    }

    @Test
    void bothTogetherTakeItAwayAndThePasswordAloneIsEnoughAgain() {
        String email = member();
        Pair pair = signIn(email);
        enrol(pair);
        remove(pair, json("password", PASSWORD)).is(204);
        login(anotherHost(), email, PASSWORD).pair();
    }

    @Test
    void aPasswordIsChangedOnlyWithTheSecondFactorFreshAndEndsWhatBeganWithTheOldOne() {
        String email = member();
        Pair pair = signIn(email);
        AuthenticatorApp app = enrol(pair);
        clock.advance(Duration.ofMinutes(15));
        change(pair).is(403, "TWO_FACTOR_REQUIRED");
        JsonNode begun = login(anotherHost(), email, PASSWORD).is(200).json();
        api.post("/auth/two-factor/verify", json("code", app.code(clock.instant(), 0)), as(pair))
                .is(200);
        change(pair).is(204);
        nextStep();
        finish(begun, app.code(clock.instant(), 0)).is(401, "INVALID_CREDENTIALS");
    }

    private AuthenticatorApp enrol(Pair pair) {
        JsonNode offer = api.post("/auth/two-factor", "", as(pair)).is(200).json();
        AuthenticatorApp app = new AuthenticatorApp(offer.path("secret").asString());
        api.post("/auth/two-factor/confirm", json("code", app.code(clock.instant(), 0)), as(pair))
                .is(200);
        return app;
    }

    private Answer finish(JsonNode asked, String code) {
        return api.post(
                "/auth/login/two-factor",
                json("challenge", asked.path("challenge").asString(), "code", code));
    }

    private Answer remove(Pair pair, String body) {
        return api.send("DELETE", "/auth/two-factor", body, Api.bearer(pair));
    }

    private Answer change(Pair pair) {
        return api.send(
                "PUT",
                "/auth/password",
                json("current_password", PASSWORD, "new_password", "Loud-Ocean-52"),
                as(pair));
    }

    private void nextStep() {
        clock.advance(Duration.ofSeconds(30));
    }
}
