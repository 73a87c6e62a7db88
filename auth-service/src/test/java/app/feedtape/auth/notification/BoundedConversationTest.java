package app.feedtape.auth.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.mail.MailException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSenderImpl;

class BoundedConversationTest {

    /** Says a digit now and then for as long as anybody listens. */
    private static void drip(ServerSocket server) {
        try (Socket client = server.accept()) {
            while (true) {
                client.getOutputStream().write('2');
                client.getOutputStream().flush();
                Thread.onSpinWait();
            }
        } catch (IOException gone) {
            // The other side has hung up, which is what is waited for.
        }
    }

    @Test
    void aServerThatNeverFinishesIsHungUpOn() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                BoundedConversation bound = new BoundedConversation(Duration.ofMillis(300))) {
            Thread dripping = Thread.ofVirtual().start(() -> drip(server));
            JavaMailSenderImpl sender = new JavaMailSenderImpl();
            sender.setHost("127.0.0.1");
            sender.setPort(server.getLocalPort());
            sender.getJavaMailProperties().put("mail.smtp.timeout", "10000");
            sender.getJavaMailProperties().put("mail.smtp.socketFactory", bound);
            SimpleMailMessage mail = new SimpleMailMessage();
            mail.setFrom("us@example.com");
            mail.setTo("them@example.com");
            assertThatThrownBy(() -> bound.hold(() -> sender.send(mail)))
                    .isInstanceOf(MailException.class);
            dripping.join();
        }
    }

    @Test
    void aConversationThatEndsInTimeIsLeftAlone() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                BoundedConversation bound = new BoundedConversation(Duration.ofMillis(50));
                Socket socket = talk(bound, server)) {
            bound.hold(() -> {});
            assertThat(socket.isClosed()).isFalse();
        }
    }

    private static Socket talk(BoundedConversation bound, ServerSocket server) {
        Socket[] socket = new Socket[1];
        bound.hold(() -> {
            try {
                socket[0] =
                        bound.createSocket(InetAddress.getLoopbackAddress(), server.getLocalPort());
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
        return socket[0];
    }
}
