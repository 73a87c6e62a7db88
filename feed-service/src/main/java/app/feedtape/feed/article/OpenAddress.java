package app.feedtape.feed.article;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether an address is one that anybody may know. Many paid feeds carry the reader's credential in
 * the address itself; whatever might be one makes the feed private, which costs no more than not
 * sharing its sound.
 */
final class OpenAddress {

    private static final List<String> TELLING_NAMES =
            List.of(
                    "auth", "code", "email", "hash", "key", "member", "pass", "private", "pwd",
                    "secret", "session", "sid", "sig", "token", "uid", "user");

    /** Letters and digits mixed as no word mixes them. */
    private static final Pattern RANDOM =
            Pattern.compile(
                    "(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{12,}|[A-Za-z0-9]{28,}");

    private static final Pattern UUID =
            Pattern.compile("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private OpenAddress() {}

    /** The address as it is asked, in canonical form: it names no user and no password. */
    static boolean isOpen(String url) {
        String asked = url.substring(url.indexOf("//") + 2);
        if (asked.contains("@") && asked.indexOf('@') < (asked + "/").indexOf('/')) {
            return false;
        }
        String[] parts = asked.split("\\?", 2);
        Stream<String> steps = Arrays.stream(parts[0].split("/")).skip(1);
        return steps.noneMatch(OpenAddress::isTellingStep)
                && (parts.length == 1
                        || Arrays.stream(parts[1].split("&")).noneMatch(OpenAddress::isTelling));
    }

    private static boolean isTellingStep(String step) {
        String name = step.toLowerCase(Locale.ROOT);
        return name.equals("private") || name.equals("member") || looksRandom(step);
    }

    private static boolean isTelling(String parameter) {
        String[] parts = parameter.split("=", 2);
        String name = parts[0].toLowerCase(Locale.ROOT);
        return TELLING_NAMES.stream().anyMatch(name::contains) || looksRandom(parameter);
    }

    private static boolean looksRandom(String value) {
        return UUID.matcher(value).find()
                || Arrays.stream(value.split("[^A-Za-z0-9]+"))
                        .anyMatch(word -> RANDOM.matcher(word).matches());
    }
}
