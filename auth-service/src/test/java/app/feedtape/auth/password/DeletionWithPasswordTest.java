package app.feedtape.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.Mailbox;
import app.feedtape.events.PrivacyFact.TrialClaimed;
import app.feedtape.test.EveryRow;
import app.feedtape.test.KafkaProbe;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** An account with a password ends only for who knows it, and its address is free at once. */
class DeletionWithPasswordTest extends PasswordTest {

    @Test
    void thePasswordIsAskedForAndTheAddressBelongsToNobodyAfterwards() {
        String email = member();
        Pair pair = signIn(email);
        api.deleteWith("/api/me", json("password", "Quiet-River-42"), as(pair))
                .is(401, "INVALID_CREDENTIALS");
        api.delete("/api/me", as(pair)).is(401, "INVALID_CREDENTIALS");
        api.me(pair).is(200);
        api.deleteWith("/api/me", json("password", PASSWORD), as(pair)).is(202);

        api.me(pair).is(401);
        api.refresh(pair.refreshToken()).is(401);
        login(anotherHost(), email, PASSWORD).is(401, "INVALID_CREDENTIALS");
        Awaitility.await()
                .untilAsserted(() -> assertThat(EveryRow.mentioning(jdbc, email)).isEmpty());
    }

    @Test
    void whoRegistersAgainIsSomebodyElseWhoseTrialIsKnown() {
        String email = member();
        Pair first = signIn(email);
        try (KafkaProbe probe = KafkaProbe.fromBeginning("privacy")) {
            TrialClaimed claim =
                    probe.await(TrialClaimed.class, fact -> fact.accountId().equals(id(first)));
            api.deleteWith("/api/me", json("password", PASSWORD), as(first)).is(202);
            int mails = new Mailbox(email).all().size();
            register(anotherHost(), email, "Another-River-7").is(202);
            Awaitility.await().until(() -> verifyWithAnyLink(email, mails));
            Pair second = login(anotherHost(), email, "Another-River-7").pair();
            assertThat(id(second)).isNotEqualTo(id(first));
            TrialClaimed again =
                    probe.await(TrialClaimed.class, fact -> fact.accountId().equals(id(second)));
            assertThat(again.claim()).isEqualTo(claim.claim());
        }
    }

    /** The farewell comes at about the same time as the link. */
    private boolean verifyWithAnyLink(String email, int before) {
        List<jakarta.mail.internet.MimeMessage> mails = new Mailbox(email).all();
        return mails.subList(before, mails.size()).stream()
                .filter(mail -> Mailbox.text(mail).contains("token="))
                .anyMatch(mail -> verify(Mailbox.token(mail)).status() == 204);
    }

    private static UUID id(Pair pair) {
        return UUID.fromString(pair.claim("sub"));
    }
}
