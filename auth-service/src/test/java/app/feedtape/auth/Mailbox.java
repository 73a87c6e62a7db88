package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMailUtil;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** What somebody has been sent. */
public record Mailbox(String email) {

    private static final Pattern TOKEN = Pattern.compile("[?&]token=([A-Za-z0-9_-]{43})");

    /** All but those about new devices: tests sign in from wherever they like. */
    public List<MimeMessage> all() {
        return Arrays.stream(AuthTest.MAIL.getReceivedMessages())
                .filter(mail -> GreenMailUtil.getHeaders(mail).contains(email))
                .filter(mail -> !subject(mail).equals("A new device signed in to FeedTape"))
                .toList();
    }

    /** Waits until there are so many, and gives the newest. */
    public MimeMessage await(int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> all().size() >= count);
        assertThat(all()).hasSize(count);
        return all().getLast();
    }

    public String awaitToken(int count) {
        return token(await(count));
    }

    public static String token(MimeMessage mail) {
        Matcher found = TOKEN.matcher(text(mail));
        assertThat(found.find()).as(text(mail)).isTrue();
        return found.group(1);
    }

    /** The address in the plain part. */
    public static URI link(MimeMessage mail) {
        return URI.create(
                text(mail)
                        .lines()
                        .filter(line -> line.startsWith("http"))
                        .findFirst()
                        .orElseThrow());
    }

    public static String subject(MimeMessage mail) {
        try {
            return mail.getSubject();
        } catch (MessagingException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    /** The plain part. */
    public static String text(MimeMessage mail) {
        try {
            return plain(mail);
        } catch (MessagingException | IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static String plain(Part part) throws MessagingException, IOException {
        if (part.isMimeType("text/plain")) {
            return part.getContent().toString().replace("\r\n", "\n");
        }
        if (part.getContent() instanceof Multipart parts) {
            for (int index = 0; index < parts.getCount(); index++) {
                BodyPart inner = parts.getBodyPart(index);
                String text = plain(inner);
                if (!text.isEmpty()) {
                    return text;
                }
            }
        }
        return "";
    }
}
