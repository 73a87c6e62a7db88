package app.feedtape.auth.account;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A mail address in two spellings.
 *
 * @param delivery where mail goes: trimmed, lower case, host as in DNS
 * @param canonical what two spellings of one mailbox share: compatibility forms folded, {@code
 *     +tag} dropped. Accounts are unique by it, but it alone never opens one (docs/decisions/0013)
 */
public record EmailAddress(String delivery, String canonical) {

    private static final int LONGEST = 254;

    /** Folding makes up to eighteen characters of one; no mailbox people use grows like that. */
    private static final int LONGEST_FOLDED = 320;

    private static final Pattern LOCAL =
            Pattern.compile("[^\\s\\p{Cntrl}@<>(),;:\"\\[\\]\\\\]{1,64}");
    private static final Pattern HOST =
            Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9-]{2,63}");

    /** Reads an address as people and providers write it; empty for what is none. */
    public static Optional<EmailAddress> parse(String written) {
        String trimmed = Normalizer.normalize(written.strip(), Normalizer.Form.NFC);
        int at = trimmed.lastIndexOf('@');
        if (at < 1 || trimmed.length() > LONGEST) {
            return Optional.empty();
        }
        String local = trimmed.substring(0, at).toLowerCase(Locale.ROOT);
        Optional<String> host = host(trimmed.substring(at + 1));
        if (host.isEmpty() || !LOCAL.matcher(local).matches()) {
            return Optional.empty();
        }
        String folded = Normalizer.normalize(local, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        int plus = folded.indexOf('+');
        String mailbox = plus > 0 ? folded.substring(0, plus) : folded;
        return Optional.of(new EmailAddress(local + "@" + host.get(), mailbox + "@" + host.get()))
                .filter(address ->
                        address.delivery.length() <= LONGEST
                                && address.canonical.length() <= LONGEST_FOLDED);
    }

    private static Optional<String> host(String written) {
        String host = Normalizer.normalize(written, Normalizer.Form.NFKC);
        if (host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        try {
            return Optional.of(IDN.toASCII(host).toLowerCase(Locale.ROOT))
                    .filter(ascii -> HOST.matcher(ascii).matches());
        } catch (IllegalArgumentException notAHost) {
            return Optional.empty();
        }
    }

    /** Personal data: never whole in a log. */
    @Override
    public String toString() {
        return "EmailAddress[hidden]";
    }
}
