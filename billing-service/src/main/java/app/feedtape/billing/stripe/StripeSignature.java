package app.feedtape.billing.stripe;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The {@code Stripe-Signature} header: HMAC-SHA256 over time stamp and raw body. Stricter than
 * Stripe's own library: the time must be within 300 s both ways (faults.md, decisions).
 */
@Component
public class StripeSignature {

    private static final Duration WINDOW = Duration.ofSeconds(300);
    private static final int MAXIMUM_HEADER = 4096;
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final List<String> secrets;
    private final Clock clock;

    StripeSignature(StripeSettings settings, Clock clock) {
        this.secrets = settings.webhookSecrets();
        this.clock = clock;
    }

    private record Parsed(@Nullable String seconds, List<String> signatures) {}

    /** Whether one of the signatures is right for one of our secrets. */
    public boolean isRight(@Nullable String header, byte[] body) {
        if (header == null || header.length() > MAXIMUM_HEADER) {
            return false;
        }
        Parsed parsed = parse(header);
        String seconds = parsed.seconds();
        if (seconds == null || !isTimely(seconds)) {
            return false;
        }
        return secrets.stream()
                .map(secret -> sign(secret, seconds, body))
                .anyMatch(ours ->
                        parsed.signatures().stream()
                                .anyMatch(theirs -> MessageDigest.isEqual(ours, hex(theirs))));
    }

    private static Parsed parse(String header) {
        String seconds = null;
        List<String> signatures = new ArrayList<>();
        for (String element : header.split(",")) {
            String[] parts = element.strip().split("=", 2);
            if (parts.length == 2 && parts[0].equals("t")) {
                seconds = SECONDS.matcher(parts[1]).matches() ? parts[1] : null;
            } else if (parts.length == 2
                    && parts[0].equals("v1")
                    && SHA256.matcher(parts[1]).matches()) {
                signatures.add(parts[1]);
            }
        }
        return new Parsed(seconds, signatures);
    }

    private boolean isTimely(String seconds) {
        try {
            Duration apart =
                    Duration.between(
                                    Instant.ofEpochSecond(Long.parseLong(seconds)), clock.instant())
                            .abs();
            return apart.compareTo(WINDOW) <= 0;
        } catch (DateTimeException | ArithmeticException outOfRange) {
            return false;
        }
    }

    private static byte[] sign(String secret, String seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((seconds + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
