package app.feedtape.auth.notification;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.InternetAddress;
import java.net.ConnectException;
import java.util.Map;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.junit.jupiter.api.Test;
import org.springframework.mail.MailSendException;

class MailFailureTest {

    @Test
    void aRefusedAddressIsToldByItsCodeAndNotByItself() throws Exception {
        String answer = "550 5.1.1 <eve@example.com>: no such mailbox";
        MessagingException refused =
                new SendFailedException(
                        "Invalid Addresses",
                        new SMTPAddressFailedException(
                                new InternetAddress("eve@example.com"),
                                "RCPT TO:<eve@example.com>",
                                550,
                                answer));
        assertThat(MailFailure.describe(new MailSendException(Map.of("mail", refused))))
                .isEqualTo(
                        "MailSendException, SendFailedException, SMTPAddressFailedException 550");
        assertThat(MailFailure.describe(refused)).doesNotContain("eve");
    }

    @Test
    void aServerThatIsAwayIsToldByTheKindsOfItsFailure() {
        MessagingException away =
                new MessagingException("127.0.0.1:25", new ConnectException("refused"));
        assertThat(MailFailure.describe(new MailSendException("away", away, Map.of())))
                .startsWith("MailSendException");
        assertThat(MailFailure.describe(away)).isEqualTo("MessagingException, ConnectException");
    }

    @Test
    void aChainThatBitesItsOwnTailEnds() {
        MessagingException head = new MessagingException("head");
        MessagingException tail = new MessagingException("tail", head);
        head.setNextException(tail);
        assertThat(MailFailure.describe(head).split(", ")).hasSize(8);
    }
}
