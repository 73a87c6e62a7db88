package app.feedtape.auth.notification;

import app.feedtape.auth.notification.Addressees.Addressee;
import app.feedtape.auth.notification.Mails.Mail;
import app.feedtape.auth.notification.Mails.Settled;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.mail.MailException;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Sends what waits. No connection to the database is held while the mail server is spoken to. */
@Component
class MailDelivery {

    private static final Logger LOG = LoggerFactory.getLogger(MailDelivery.class);

    /** With the growing pauses between them about seven hours. */
    private static final int ATTEMPTS = 14;

    /** Other jobs have their turn between. */
    private static final int MOST_AT_A_TIME = 20;

    private final Mails mails;
    private final MailTemplates templates;
    private final Addressees addressees;
    private final JavaMailSender sender;
    private final BoundedConversation conversation;
    private final MailSettings settings;

    MailDelivery(
            Mails mails,
            MailTemplates templates,
            Addressees addressees,
            JavaMailSender sender,
            BoundedConversation conversation,
            MailSettings settings) {
        this.mails = mails;
        this.templates = templates;
        this.addressees = addressees;
        this.sender = sender;
        this.conversation = conversation;
        this.settings = settings;
    }

    /** Each mail is taken right before it is sent: one that waits here is nobody's. */
    @Scheduled(fixedDelayString = "${feedtape.auth.mail-pause}")
    void sendWaiting() {
        Optional<Mail> next = mails.take();
        for (int sent = 1; next.isPresent(); sent++) {
            send(next.get());
            next = sent < MOST_AT_A_TIME ? mails.take() : Optional.empty();
        }
    }

    @Scheduled(fixedDelay = 3_600_000, initialDelay = 120_000)
    void forgetSettled() {
        mails.forgetSettled();
    }

    private void send(Mail mail) {
        if (mail.late()) {
            mails.settle(mail.id(), Settled.TOO_LATE);
            return;
        }
        Optional<Addressee> addressee = addressees.of(mail);
        if (addressee.isEmpty()) {
            mails.settle(mail.id(), Settled.WITHOUT_ADDRESS);
            return;
        }
        try {
            MimeMessage message = message(mail, addressee.get());
            conversation.hold(() -> sender.send(message));
            mails.settle(mail.id(), Settled.SENT);
        } catch (MailException | MessagingException failure) {
            LOG.warn(
                    "Mail {} was not sent at attempt {}: {}",
                    mail.id(),
                    mail.attempts(),
                    MailFailure.describe(failure));
            if (mail.attempts() >= ATTEMPTS) {
                mails.settle(mail.id(), Settled.GIVEN_UP);
            } else {
                mails.putOff(mail);
            }
        }
    }

    private MimeMessage message(Mail mail, Addressee addressee) throws MessagingException {
        MailTemplates.Text text =
                templates.fill(
                        mail.template(), addressee.language(), addressee.name(), mail.parameters());
        MimeMessage message = sender.createMimeMessage();
        MimeMessageHelper helper = new MimeMessageHelper(message, true, "UTF-8");
        helper.setFrom(settings.mailFrom());
        helper.setTo(addressee.email());
        helper.setSubject(text.subject());
        helper.setText(text.plain(), text.html());
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setHeader("Content-Language", addressee.language());
        return message;
    }
}
