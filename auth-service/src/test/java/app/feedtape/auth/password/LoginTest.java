package app.feedtape.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.FakeGitHub.Person;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

class LoginTest extends PasswordTest {

    @Autowired private MeterRegistry meters;

    @Test
    void theRightPasswordSignsADeviceIn() {
        String email = member();
        Pair pair =
                api.post(
                                "/auth/login",
                                json(
                                        "email",
                                        email,
                                        "password",
                                        PASSWORD,
                                        "device_name",
                                        "Pat's phone"),
                                from(anotherHost()))
                        .pair();
        assertThat(api.me(pair).is(200).json().path("email").asString()).isEqualTo(email);
        assertThat(api.me(pair).json().path("email_verified").asBoolean()).isTrue();
        assertThat(api.get("/auth/sessions", as(pair)).body()).contains("Pat's phone");
        api.refresh(pair.refreshToken()).is(200);
    }

    @Test
    void wrongUnknownAndWithoutAPasswordAreTheSame() {
        String email = member();
        Person provided = somebody();
        signIn(provided);
        Answer wrong = login(anotherHost(), email, "Other-River-41");
        Answer unknown = login(anotherHost(), anotherEmail(), PASSWORD);
        Answer without = login(anotherHost(), provided.email(), PASSWORD);
        for (Answer answer : new Answer[] {wrong, unknown, without}) {
            answer.is(401, "INVALID_CREDENTIALS");
            assertThat(answer.json().path("message")).isEqualTo(wrong.json().path("message"));
        }
    }

    @Test
    void theAddressMayBeWrittenInAnotherCaseAndThePasswordMayNot() {
        String email = member();
        login(anotherHost(), " " + email.toUpperCase(java.util.Locale.ROOT), PASSWORD).is(200);
        login(anotherHost(), email, PASSWORD.toUpperCase(java.util.Locale.ROOT)).is(401);
    }

    @Test
    void anAddressThatHasNotAnsweredSignsNobodyInAndSaysSoToTheRightPasswordOnly() {
        String email = anotherEmail();
        register(anotherHost(), email, PASSWORD).is(202);
        login(anotherHost(), email, PASSWORD).is(403, "EMAIL_NOT_VERIFIED");
        login(anotherHost(), email, "Other-River-41").is(401, "INVALID_CREDENTIALS");
    }

    @Test
    void aSuspendedPersonIsToldSoAfterTheRightPasswordOnly() {
        String email = member();
        jdbc.sql("update account set status = 'suspended' where email = :email")
                .param("email", email)
                .update();
        login(anotherHost(), email, PASSWORD).is(403, "ACCOUNT_SUSPENDED");
        login(anotherHost(), email, "Other-River-41").is(401, "INVALID_CREDENTIALS");
    }

    @Test
    void aHashOfOtherCostsAndAnImportedOneAreRenewedAtTheNextSignIn() {
        String email = member();
        String cheaper = new Argon2PasswordEncoder(16, 32, 1, 8_192, 1).encode(PASSWORD);
        for (String old : new String[] {cheaper, new BCryptPasswordEncoder(6).encode(PASSWORD)}) {
            setHash(email, String.valueOf(old));
            login(anotherHost(), email, "Other-River-41").is(401);
            assertThat(hash(email)).isEqualTo(old);
            signIn(email);
            assertThat(hash(email)).startsWith("$argon2id$").contains("$m=19456,t=2,p=1$");
            signIn(email);
        }
    }

    @Test
    void anAccentIsTheSameHoweverAKeyboardSpellsIt() {
        String email = anotherEmail();
        register(anotherHost(), email, "Re\u0301sume\u0301-Night-7 \uD83C\uDF19").is(202);
        verify(new app.feedtape.auth.Mailbox(email).awaitToken(1)).is(204);
        login(anotherHost(), email, "R\u00e9sum\u00e9-Night-7 \uD83C\uDF19").is(200);
        login(anotherHost(), email, "Resume-Night-7 \uD83C\uDF19").is(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"email\":{\"$ne\":\"\"},\"password\":\"x\"}",
                "{\"email\":[\"a@example.com\"],\"password\":\"x\"}",
                "{\"email\":\"a@example.com\",\"password\":1}",
                "{\"email\":\"a@example.com\",\"password\":null}",
                "{\"email\":\"a@example.com\",\"password\":\"\"}",
                "{\"email\":\"a@example.com,b@example.com\",\"password\":\"x\"}",
                "{\"email\":\"a@example.com\",\"email\":\"b@example.com\",\"password\":\"x\"}",
                "{\"email\":\"a@example.com\",\"password\":\"x\\u0000y\"}",
                "{\"email\":\"a@example.com\",\"password\":\"\\ud800\"}",
                "{\"password\":\"x\"}",
                "{}",
                "[]"
            })
    void whatIsNoSignInIsRefused(String body) {
        api.post("/auth/login", body).is(400);
    }

    @Test
    void aPasswordOfAMegabyteIsRefusedWithoutHashing() {
        String host = anotherHost();
        for (int time = 0; time < 20; time++) {
            login(host, anotherEmail(), "x".repeat(1_000_000)).is(400, "VALIDATION_FAILED");
        }
        login(host, anotherEmail(), "x".repeat(129)).is(400, "VALIDATION_FAILED");
        login(host, anotherEmail(), "x".repeat(128)).is(401);
    }

    private void setHash(String email, String hash) {
        jdbc.sql(
                        "update password set hash = :hash where account_id = (select id from account where email = :email)")
                .param("hash", hash)
                .param("email", email)
                .update();
    }

    private String hash(String email) {
        return jdbc.sql(
                        "select hash from password join account on id = account_id where email = :email")
                .param("email", email)
                .query(String.class)
                .single();
    }

    @Test
    void everyRefusalCostsOneHashWhoeverIsAskedFor() {
        String email = member();
        String suspended = member();
        jdbc.sql("update account set status = 'suspended' where email = :email")
                .param("email", suspended)
                .update();
        Person provided = somebody();
        signIn(provided);
        String pending = anotherEmail();
        register(anotherHost(), pending, PASSWORD).is(202);
        for (String each : List.of(email, suspended, provided.email(), pending, anotherEmail())) {
            double before = hashes();
            login(anotherHost(), each, "Other-River-41").is(401);
            assertThat(hashes() - before).isEqualTo(1);
        }
        for (String each : List.of(email, anotherEmail())) {
            double before = hashes();
            register(anotherHost(), each, PASSWORD).is(202);
            assertThat(hashes() - before).isEqualTo(1);
        }
    }

    @Test
    void aStormOfSignInsIsSlowedDownAndNothingElse() throws Exception {
        List<Answer> answers =
                RegistrationTest.together(
                        100, () -> login(anotherHost(), anotherEmail(), PASSWORD));
        assertThat(answers).extracting(Answer::status).isSubsetOf(401, 503).contains(401);
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 503)
                .allSatisfy(answer -> assertThat(answer.header("Retry-After")).isNotEmpty());
        api.get("/.well-known/jwks.json").is(200);
    }

    @Test
    void manySignInsWhileAHashIsRenewedAreAllIn() throws Exception {
        String email = member();
        setHash(
                email,
                String.valueOf(new Argon2PasswordEncoder(16, 32, 1, 8_192, 1).encode(PASSWORD)));
        List<Integer> statuses =
                RegistrationTest.together(4, () -> login(anotherHost(), email, PASSWORD).status());
        assertThat(statuses).containsOnly(200);
    }

    private double hashes() {
        return meters.counter("feedtape.password.hashes").count();
    }
}
