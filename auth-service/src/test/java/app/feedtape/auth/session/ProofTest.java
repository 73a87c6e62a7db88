package app.feedtape.auth.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProofTest {

    @Test
    void whatWasShownIsSaidByRegisteredNamesOnly() {
        assertThat(Proof.of("github").amr()).isEmpty();
        assertThat(Proof.of("github").strengthened().amr()).containsExactly("otp", "mfa");
        assertThat(Proof.of("password").amr()).containsExactly("pwd");
        assertThat(Proof.of("password").strengthened().amr()).containsExactly("pwd", "otp", "mfa");
        assertThat(Proof.passkey().amr()).containsExactly("pop", "user", "mfa");
    }

    @Test
    void aDeviceIsCalledWhatTheAppCallsItElseWhatItSaysOfItself() {
        Device device = new Device("::1", "FeedTape/3.1 (iPhone)", null);
        assertThat(device.name()).isEqualTo("FeedTape");
        assertThat(device.named("  Ada's\u0007 phone ").name()).isEqualTo("Ada's phone");
        assertThat(device.named(" ").name()).isEqualTo("FeedTape");
        assertThat(device.named(null).name()).isEqualTo("FeedTape");
        assertThat(device.named("\uD83C\uDFA7".repeat(200)).name().codePointCount(0, 200))
                .isEqualTo(100);
    }
}
