package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.FakeGitHub.Person;
import com.icegreen.greenmail.util.GreenMailUtil;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class NewDeviceTest extends AuthTest {

    @Test
    void theFirstSignInAndTheSameDeviceAreNoNews() {
        Person person = somebody();
        Pair pair = signIn(person);
        signIn(person);
        api.post("/auth/logout/all", "", Api.bearer(pair)).is(204);
        signIn(person);
        assertThat(asked(pair)).isEmpty();
    }

    @Test
    void aDeviceThatWasNotSeenBeforeIsToldByMailOnce() {
        Person person = somebody();
        Pair pair = signIn(person);
        signInFrom(person, "203.0.113.9");
        signInFrom(person, "203.0.113.200");
        signIn(person);
        assertThat(asked(pair)).containsExactly("new_device");
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> mailsTo(person).size() == 1);
        assertThat(GreenMailUtil.getWholeMessage(mailsTo(person).getFirst()))
                .contains("Device: FeedTape", "Address: 203.0.113.9");
    }

    private void signInFrom(Person person, String address) {
        String[] from = {"X-Forwarded-For", address};
        Answer away = api.get("/auth/oauth/github?mobile=true", from).is(302);
        api.get("/auth/callback/github?" + GITHUB.agree(away.header("Location"), person), from)
                .is(302);
    }

    private List<String> asked(Pair pair) {
        return jdbc.sql("select template from mail where account_id = :id")
                .param("id", UUID.fromString(pair.claim("sub")))
                .query(String.class)
                .list();
    }

    private static List<MimeMessage> mailsTo(Person person) {
        return Arrays.stream(MAIL.getReceivedMessages())
                .filter(mail -> GreenMailUtil.getHeaders(mail).contains(person.email()))
                .toList();
    }
}
