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

    @Test
    void aDeviceResemblesOneOfTheSameNameKindAndNetworkWhateverItsVersion() {
        Device seen = new Device("203.0.113.9", "FeedTape/3.1 (iPhone; iOS 18_2)", "Phone");
        assertThat(new Device("203.0.113.77", "FeedTape/3.2 (iPhone; iOS 19_0_1)", "Phone"))
                .matches(seen::resembles);
        assertThat(new Device("203.0.114.9", "FeedTape/3.1 (iPhone; iOS 18_2)", "Phone"))
                .matches(device -> !seen.resembles(device));
        assertThat(new Device("203.0.113.9", "FeedTape/3.1 (iPad; iOS 18_2)", "Phone"))
                .matches(device -> !seen.resembles(device));
        assertThat(new Device("203.0.113.9", "FeedTape/3.1 (iPhone; iOS 18_2)", null))
                .matches(device -> !seen.resembles(device));
        Device six = new Device("2001:db8:1:2::7", "", null);
        assertThat(six.resembles(new Device("2001:db8:1:2:ffff::1", "", null))).isTrue();
        assertThat(six.resembles(new Device("2001:db8:1:3::7", "", null))).isFalse();
        assertThat(new Device("not one", "", null).resembles(new Device("not one", "", null)))
                .isTrue();
    }
}
