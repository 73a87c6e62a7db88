package app.feedtape.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not accepted when somebody registers. */
class WeakPasswordTest extends PasswordTest {

    @ParameterizedTest
    @CsvSource({
        "Short-1, too_short",
        "alllower-river-41, no_upper_case",
        "ALLUPPER-RIVER-41, no_lower_case",
        "No-Digits-Anywhere, no_digit",
        "Password1, common",
        "PASSw0rd123, common",
        "Feedtape1, own_name",
        "FeedTape1234, own_name"
    })
    void aWeakPasswordIsRefusedWithItsReason(String password, String reason) {
        Answer answer = register(anotherHost(), anotherEmail(), password);
        answer.is(400, "WEAK_PASSWORD");
        assertThat(answer.json().path("error").path("details").path("reasons").toString())
                .contains(reason);
    }

    @Test
    void onesOwnAddressIsNoPassword() {
        String email = "Marguerite.Dupont7@example.com";
        for (String password : List.of(email, "Marguerite.Dupont7", "Marguerite.Dupont7!1")) {
            register(anotherHost(), email, password).is(400, "WEAK_PASSWORD");
        }
    }

    @Test
    void passwordsOf8And64And128CharactersAreFine() {
        for (int length : new int[] {8, 64, 128}) {
            register(anotherHost(), anotherEmail(), "Zq4" + "-".repeat(length - 3)).is(202);
        }
        register(anotherHost(), anotherEmail(), "Zq4" + "\uD83C\uDF19".repeat(125)).is(202);
        register(anotherHost(), anotherEmail(), "Zq4" + "-".repeat(126)).is(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"email\":\"a@example.com,b@example.com\",\"password\":\"Quiet-River-41\"}",
                "{\"email\":\"a@example.com\\r\\nbcc: b@example.com\",\"password\":\"Quiet-River-41\"}",
                "{\"email\":[\"a@example.com\"],\"password\":\"Quiet-River-41\"}",
                "{\"email\":\"a@example.com\",\"email\":\"b@example.com\",\"password\":\"Quiet-River-41\"}",
                "{\"email\":\"a@example.com\",\"password\":\"Quiet-River-41\\u0000\"}",
                "{\"email\":\"nobody\",\"password\":\"Quiet-River-41\"}"
            })
    void whatIsNoRegistrationIsRefused(String body) {
        api.post("/auth/register", body).is(400);
    }
}
