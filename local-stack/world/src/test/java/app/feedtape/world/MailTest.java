package app.feedtape.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class MailTest {

    @TempDir Path data;

    private TestWorld world;

    @BeforeEach
    void start() {
        world = new TestWorld(data);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void aMailIsListedForItsRecipientNewestFirst() throws Exception {
        send("anna@example.com", "Erste Übung", "Grüße");
        send("bob@example.com", "Other", "text");
        send("anna@example.com", "Second", "text");

        JsonNode messages = messages("Anna@example.com", 2);

        assertThat(messages.path(0).path("subject").asString()).isEqualTo("Second");
        assertThat(messages.path(1).path("subject").asString()).isEqualTo("Erste Übung");
        assertThat(messages.path(1).path("text").asString().strip()).isEqualTo("Grüße");
        assertThat(messages.path(1).path("html").asString()).isEqualTo("<p>Grüße</p>");
        assertThat(messages.path(0).path("received_at").asString()).endsWith("Z");
    }

    @Test
    void everyRecipientHasTheirOwnCopy() throws Exception {
        send("a@example.com,b@example.com", "To both", "text");

        assertThat(messages("a@example.com", 1)).hasSize(1);
        assertThat(messages("b@example.com", 1)).hasSize(1);
    }

    @Test
    void mailOutlivesARestartAndCanBeThrownAway() throws Exception {
        send("kept@example.com", "Kept", "text");
        messages("kept@example.com", 1);
        world.close();
        start();

        assertThat(messages("kept@example.com", 1)).hasSize(1);
        assertThat(
                        world.send(HttpRequest.newBuilder(world.at("/mail/messages")).DELETE())
                                .statusCode())
                .isEqualTo(204);
        assertThat(messages("kept@example.com", 0)).isEmpty();
    }

    @Test
    void hostileMailIsShownButCanDoNothing() throws Exception {
        send(
                "x@example.com",
                "<script>alert(1)</script>",
                "see http://localhost:8080/verify?t=\"><script>");
        String id = messages("x@example.com", 1).path(0).path("id").asString();

        assertThat(world.get("/mail").body()).doesNotContain("<script>");
        String page = world.get("/mail/" + id).body();
        assertThat(page).doesNotContain("<script>").contains("<iframe sandbox=\"allow-popups");
        assertThat(page).contains("<a href=\"http://localhost:8080/verify?t=\"");
        HttpResponse<String> html = world.get("/mail/" + id + "/html");
        assertThat(html.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("sandbox allow-popups")
                .contains("default-src 'none'");
    }

    private JsonNode messages(String to, int expected) {
        return await().until(
                        () -> TestWorld.json(world.get("/mail/messages?to=" + to)),
                        found -> found.size() == expected);
    }

    private void send(String to, String subject, String text) throws MessagingException {
        Properties settings = new Properties();
        settings.put("mail.smtp.host", "127.0.0.1");
        settings.put("mail.smtp.port", Integer.toString(world.world.smtpPort()));
        settings.put("mail.smtp.auth", "true");
        MimeMessage message = new MimeMessage(Session.getInstance(settings));
        message.setFrom(new InternetAddress("feedtape@example.com"));
        message.setRecipients(Message.RecipientType.TO, InternetAddress.parse(to));
        message.setSubject(subject, "UTF-8");
        MimeBodyPart plain = new MimeBodyPart();
        plain.setText(text, "UTF-8");
        MimeBodyPart html = new MimeBodyPart();
        html.setText("<p>" + text + "</p>", "UTF-8", "html");
        message.setContent(new MimeMultipart("alternative", plain, html));
        Transport.send(message, "any", "thing");
    }
}
