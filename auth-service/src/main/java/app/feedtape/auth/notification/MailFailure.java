package app.feedtape.auth.notification;

import jakarta.mail.MessagingException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.mail.MailSendException;

/**
 * What may be written down of a mail that was not sent: mail servers like to repeat the recipient's
 * address in what they say, so it is kinds and codes only.
 */
final class MailFailure {

    /** Deeper than any failure seen; chains of exceptions may be circular. */
    private static final int DEEPEST = 8;

    private static final Pattern CODE = Pattern.compile("[2-5]\\d\\d\\b");

    private MailFailure() {}

    /** Such as {@code MailSendException, SMTPAddressFailedException 550}. */
    static String describe(Exception failure) {
        List<String> kinds = new ArrayList<>();
        collect(failure, kinds);
        return String.join(", ", kinds);
    }

    private static void collect(@Nullable Throwable failure, List<String> kinds) {
        if (failure == null || kinds.size() == DEEPEST) {
            return;
        }
        kinds.add(failure.getClass().getSimpleName() + code(failure));
        if (failure instanceof MailSendException several) {
            for (Exception one : several.getMessageExceptions()) {
                collect(one, kinds);
            }
        } else {
            collect(failure.getCause(), kinds);
        }
    }

    /** What a mail server answers begins with its code (RFC 5321, 4.2). */
    private static String code(Throwable failure) {
        String answer = String.valueOf(failure.getMessage());
        return failure instanceof MessagingException && CODE.matcher(answer).lookingAt()
                ? " " + answer.substring(0, 3)
                : "";
    }
}
