package app.feedtape.auth.secondfactor;

import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A code for the day the phone is lost: 60 random bits in letters and digits that nobody mixes up.
 *
 * @param value twelve characters, upper case, without hyphens
 */
record RecoveryCode(String value) {

    /** How many a person is given. */
    static final int GIVEN = 10;

    private static final int LENGTH = 12;
    private static final int LONGEST_WRITTEN = 64;
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final Pattern FORM = Pattern.compile("[0-9A-HJKMNP-TV-Z]{12}");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new set, no two alike. */
    static List<RecoveryCode> makeAll() {
        return Stream.generate(RecoveryCode::make).distinct().limit(GIVEN).toList();
    }

    private static RecoveryCode make() {
        StringBuilder code = new StringBuilder(LENGTH);
        IntStream.range(0, LENGTH)
                .forEach(at -> code.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length()))));
        return new RecoveryCode(code.toString());
    }

    /**
     * Reads a code as people type it: any case, hyphens and spaces anywhere, O for 0 and I or L for
     * 1. Empty for what cannot be one.
     */
    static Optional<RecoveryCode> parse(String written) {
        if (written.length() > LONGEST_WRITTEN) {
            return Optional.empty();
        }
        String code =
                written.replaceAll("[-\\s]", "")
                        .toUpperCase(Locale.ROOT)
                        .replace('O', '0')
                        .replace('I', '1')
                        .replace('L', '1');
        return Optional.of(code)
                .filter(form -> FORM.matcher(form).matches())
                .map(RecoveryCode::new);
    }

    /** As it is shown: three groups of four. */
    String shown() {
        return value.substring(0, 4) + "-" + value.substring(4, 8) + "-" + value.substring(8);
    }

    @Override
    public String toString() {
        return "RecoveryCode[hidden]";
    }
}
