package app.feedtape.billing.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What we sign, as the official library of Standard Webhooks reads it. */
class SignatureTest {

    @Property(tries = 300)
    void whateverIsSignedTheOfficialLibraryTakesUnderEitherSecretAndUnderNoOther(
            @ForAll @Size(32) byte[] secret,
            @ForAll @Size(32) byte[] former,
            @ForAll @Size(32) byte[] foreign,
            @ForAll String body)
            throws Exception {
        long now = Instant.now().getEpochSecond();
        String signature = Signature.of(List.of(secret, former), "evt_1", now, encodable(body));
        assertThat(isTaken(secret, now, signature, body)).isTrue();
        assertThat(isTaken(former, now, signature, body)).isTrue();
        boolean same =
                java.util.Arrays.equals(foreign, secret)
                        || java.util.Arrays.equals(foreign, former);
        assertThat(isTaken(foreign, now, signature, body)).isEqualTo(same);
        assertThat(isTaken(secret, now, signature, body + " ")).isFalse();
        assertThat(isTaken(secret, now + 1, signature, body)).isFalse();
    }

    @Property(tries = 100)
    void itIsWhatTheOfficialLibraryWouldHaveSigned(
            @ForAll @Size(32) byte[] secret, @ForAll @NotEmpty String body) throws Exception {
        String theirs = new Webhook(secret).sign("evt_2", 1_790_000_000, encodable(body));
        assertThat(Signature.of(List.of(secret), "evt_2", 1_790_000_000, encodable(body)))
                .isEqualTo(theirs);
    }

    /** The example of the specification's own libraries. */
    @Test
    void theKnownExampleComesOut() {
        byte[] secret = Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        assertThat(
                        Signature.of(
                                List.of(secret),
                                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                1614265330,
                                "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    private static boolean isTaken(byte[] secret, long second, String signature, String body)
            throws Exception {
        try {
            new Webhook(secret)
                    .verify(
                            encodable(body),
                            Map.of(
                                    "webhook-id", List.of("evt_1"),
                                    "webhook-timestamp", List.of(Long.toString(second)),
                                    "webhook-signature", List.of(signature)));
            return true;
        } catch (WebhookVerificationException refused) {
            return false;
        }
    }

    /** A body is text that was encoded: a half of a surrogate pair is none. */
    private static String encodable(String body) {
        return new String(
                body.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                java.nio.charset.StandardCharsets.UTF_8);
    }
}
