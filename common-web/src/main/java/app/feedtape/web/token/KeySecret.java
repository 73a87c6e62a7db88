package app.feedtape.web.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The secret of an API key: {@code ft_live_}, 256 random bits in base 62, and a checksum by which
 * typos and made-up keys are told without asking anybody. Whoever scans for leaked keys can tell
 * ours by the same.
 */
public record KeySecret(String value) {

    private static final String FAMILY = "ft_";
    private static final String BEGIN = "ft_live_";
    private static final int RANDOM_CHARACTERS = 43;
    private static final int CHECK_CHARACTERS = 6;
    private static final int SHOWN_CHARACTERS = 6;
    private static final String DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final Pattern FORM =
            Pattern.compile(BEGIN + "[0-9A-Za-z]{" + (RANDOM_CHARACTERS + CHECK_CHARACTERS) + "}");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new one. */
    public static KeySecret make() {
        StringBuilder made = new StringBuilder(BEGIN);
        for (int i = 0; i < RANDOM_CHARACTERS; i++) {
            made.append(DIGITS.charAt(RANDOM.nextInt(DIGITS.length())));
        }
        return new KeySecret(made + check(made.toString()));
    }

    /** Whether a credential means to be an API key, be it a right one or not. */
    public static boolean isMeant(String credential) {
        return credential.startsWith(FAMILY);
    }

    /** What came from outside, if its form and checksum are right. */
    public static Optional<KeySecret> parse(String credential) {
        if (!FORM.matcher(credential).matches()) {
            return Optional.empty();
        }
        int end = credential.length() - CHECK_CHARACTERS;
        return check(credential.substring(0, end)).equals(credential.substring(end))
                ? Optional.of(new KeySecret(credential))
                : Optional.empty();
    }

    private static String check(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        char[] digits = new char[CHECK_CHARACTERS];
        long rest = crc.getValue();
        for (int i = CHECK_CHARACTERS - 1; i >= 0; i--) {
            digits[i] = DIGITS.charAt((int) (rest % DIGITS.length()));
            rest /= DIGITS.length();
        }
        return new String(digits);
    }

    /** What may be shown for good, so that a person can tell their keys apart. */
    public String prefix() {
        return value.substring(0, BEGIN.length() + SHOWN_CHARACTERS);
    }

    /** SHA-256, which is what is stored. */
    public byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(value.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public String toString() {
        return "KeySecret[hidden]";
    }
}
