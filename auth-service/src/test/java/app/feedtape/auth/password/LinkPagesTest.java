package app.feedtape.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.Mailbox;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkPagesTest extends PasswordTest {

    @Test
    void lookingAtALinkUsesNothingUpAndItsButtonDoes() {
        String email = anotherEmail();
        register(anotherHost(), email, PASSWORD).is(202);
        String link = path(email, 1);
        api.get(link).is(200);
        api.head(link).is(200);
        api.head(link).is(200);
        Answer page = api.get(link).is(200);
        login(anotherHost(), email, PASSWORD).is(403, "EMAIL_NOT_VERIFIED");
        assertThat(press(page, "").is(200).body()).contains("Your account is ready");
        signIn(email);
        assertThat(press(page, "").is(400).body()).contains("used already");
    }

    @Test
    void aNewPasswordIsSetOnItsPage() {
        String email = member();
        forget(email);
        Answer page = api.get(path(email, 2)).is(200);
        assertThat(page.body()).contains("autocomplete=\"new-password\"");
        Answer again = press(page, "&password=Password1").is(400);
        assertThat(again.body()).contains("too easy to guess");
        press(again, "&password=" + "x".repeat(200)).is(400);
        press(again, "").is(400);
        press(again, "&password=Loud-Ocean-52").is(200);
        login(anotherHost(), email, "Loud-Ocean-52").is(200);
    }

    @Test
    void aNewAddressIsConfirmedOnItsPage() {
        String email = member();
        String wanted = anotherEmail();
        Pair pair = signIn(email);
        api.post("/auth/email", json("email", wanted, "password", PASSWORD), as(pair)).is(202);
        press(api.get(path(wanted, 1)).is(200), "").is(200);
        signIn(wanted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/auth/verify-email", "/auth/email/confirm", "/auth/password/reset"})
    void aPageLoadsNothingAndTellsNobody(String path) {
        Answer page = api.get(path + "?token=" + "a".repeat(43), "Accept-Language", "fr").is(200);
        assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
        assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(page.header("Content-Security-Policy"))
                .startsWith("default-src 'none'; style-src 'sha256-")
                .contains("form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'");
        assertThat(page.body())
                .contains("<html lang=\"fr\">")
                .doesNotContain("http", "src=", "<script", "<link");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?token=",
                "?token=short",
                "?token=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
                "?token=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa%22"
            })
    void whatIsNoTokenIsNotRepeated(String query) {
        Answer page = api.get("/auth/password/reset" + query).is(400);
        assertThat(page.body()).doesNotContain("script>alert", "<form");
        assertThat(page.header("Content-Type")).startsWith("text/html");
    }

    private static String path(String email, int mails) {
        String link = Mailbox.link(new Mailbox(email).await(mails)).toString();
        return link.substring("http://localhost:8080".length());
    }

    private Answer press(Answer page, String more) {
        Matcher action = Pattern.compile("action=\"([^\"]+)\"").matcher(page.body());
        Matcher token = Pattern.compile("name=\"token\" value=\"([^\"]+)\"").matcher(page.body());
        assertThat(action.find() && token.find()).as(page.body()).isTrue();
        return api.form(action.group(1), "token=" + token.group(1) + more);
    }
}
