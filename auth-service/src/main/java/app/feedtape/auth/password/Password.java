package app.feedtape.auth.password;

import app.feedtape.web.problem.Refusal;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/**
 * What somebody typed, as it is compared: in Unicode's form NFC, so that an accent typed on a phone
 * and on a desk is the same; otherwise untouched, white space and case included.
 *
 * @param normalized 1 to 128 characters (code points)
 */
record Password(String normalized) {

    private static final int LONGEST = 128;

    /** More than this is not 128 characters in any normal form; it is not looked at any closer. */
    private static final int LONGEST_RAW = 1_024;

    /**
     * Reads one; 400 when it is missing, longer than 128 characters, has a NUL or half a character
     * in it.
     *
     * @param field the member it came in
     */
    static Password parse(@Nullable String typed, String field) {
        if (typed == null || typed.isEmpty()) {
            throw Refusal.invalid(field, "The password is missing.");
        }
        if (typed.length() > LONGEST_RAW) {
            throw tooLong(field);
        }
        String normalized = Normalizer.normalize(typed, Normalizer.Form.NFC);
        if (normalized.codePointCount(0, normalized.length()) > LONGEST) {
            throw tooLong(field);
        }
        boolean unusable =
                normalized
                        .codePoints()
                        .anyMatch(point ->
                                point == 0 || Character.getType(point) == Character.SURROGATE);
        if (unusable) {
            throw Refusal.invalid(field, "The password has characters in it that cannot be used.");
        }
        return new Password(normalized);
    }

    private static Refusal tooLong(String field) {
        return Refusal.invalid(field, "A password has at most 128 characters.");
    }

    @Override
    public String toString() {
        return "Password[hidden]";
    }
}
