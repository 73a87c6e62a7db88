package app.feedtape.feed.follow;

import app.feedtape.web.problem.Refusal;
import app.feedtape.web.time.TimeOrderedIds;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a client sends about a follow, within its bounds. */
final class FollowInput {

    private static final int LONGEST_TITLE = 200;

    /** The database reads ids of fewer digits as well; the contract does not. */
    private static final Pattern UUID_FORM =
            Pattern.compile(
                    "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

    private FollowInput() {}

    /** The client's own id, else a new one. */
    static UUID id(@Nullable String sent, TimeOrderedIds ids) {
        if (sent == null) {
            return ids.next();
        }
        if (!UUID_FORM.matcher(sent).matches()) {
            throw Refusal.invalid("id", "The id must be a UUID.");
        }
        return UUID.fromString(sent);
    }

    /** Trimmed, 1 to 200 code points, no control characters; null when nothing was sent. */
    static @Nullable String title(@Nullable String sent) {
        if (sent == null || sent.isBlank()) {
            return null;
        }
        String title = sent.strip();
        if (title.codePointCount(0, title.length()) > LONGEST_TITLE) {
            throw Refusal.invalid(
                    "title", "The title is longer than %d characters.".formatted(LONGEST_TITLE));
        }
        if (CONTROL.matcher(title).find()) {
            throw Refusal.invalid("title", "The title must not contain control characters.");
        }
        return title;
    }
}
