package app.feedtape.world.mail;

import app.feedtape.world.web.Tokens;
import com.icegreen.greenmail.configuration.GreenMailConfiguration;
import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The SMTP side: takes mail to anybody from anybody and delivers it to the one mailbox. */
final class MailCatcher implements AutoCloseable {

    private final GreenMail server;
    private final GreenMailUser everybody;
    private final Mailbox mailbox;
    private final Clock clock;

    /** Starts listening; a port that is taken is an {@link IllegalStateException}. */
    MailCatcher(int port, String bindAddress, Mailbox mailbox, Clock clock) {
        this.mailbox = mailbox;
        this.clock = clock;
        this.server =
                new GreenMail(new ServerSetup(port, bindAddress, ServerSetup.PROTOCOL_SMTP))
                        .withConfiguration(
                                GreenMailConfiguration.aConfig().withDisabledAuthentication());
        server.start();
        this.everybody = server.setUser("everybody@world.localhost", "everybody");
        server.getUserManager().setMessageDeliveryHandler(this::deliver);
    }

    int port() {
        return server.getSmtp().getPort();
    }

    /**
     * Called once for each recipient. The server's own copy is dropped at once: the mailbox is what
     * is read and kept.
     */
    private GreenMailUser deliver(MovingMessage message, MailAddress to)
            throws MessagingException, UserException {
        MimeMessage mime = message.getMessage();
        Bodies bodies = new Bodies();
        try {
            bodies.read(mime);
            server.purgeEmailFromAllMailboxes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (FolderException unpurged) {
            throw new MessagingException("The mail server could not drop its own copies", unpurged);
        }
        mailbox.add(
                new CaughtMail(
                        Tokens.random("", 16),
                        to.getEmail(),
                        mime.getFrom() == null || mime.getFrom().length == 0
                                ? ""
                                : mime.getFrom()[0].toString(),
                        mime.getSubject() == null ? "" : mime.getSubject(),
                        bodies.text,
                        bodies.html,
                        clock.instant()));
        return everybody;
    }

    /** The first plain and the first HTML part of a mail, wherever they are nested. */
    private static final class Bodies {

        private String text = "";
        private String html = "";

        void read(Part part) throws MessagingException, IOException {
            @Nullable Object content = part.getContent();
            if (content instanceof Multipart parts) {
                for (int i = 0; i < parts.getCount(); i++) {
                    read(parts.getBodyPart(i));
                }
            } else if (content instanceof String body && part.isMimeType("text/html")) {
                html = html.isEmpty() ? body : html;
            } else if (content instanceof String body && part.isMimeType("text/plain")) {
                text = text.isEmpty() ? body : text;
            }
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
